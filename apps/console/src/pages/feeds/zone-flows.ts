import type { Zone } from '../../parts/zone-badge';
import { ZONES } from '../../parts/zone-badge';
import type { ObjectKind, Transition } from './types';

export interface Flow {
  readonly from: Zone;
  readonly to: Zone;
  readonly count: number;
  /** Where its band begins on either side, and how high it is; pixels. */
  readonly leftAt: number;
  readonly rightAt: number;
  readonly height: number;
}

export interface ZoneBar {
  readonly zone: Zone;
  readonly count: number;
  readonly at: number;
  readonly height: number;
}

export interface FlowChart {
  readonly height: number;
  readonly flows: readonly Flow[];
  readonly before: readonly ZoneBar[];
  readonly after: readonly ZoneBar[];
}

const GAP = 14;
/** A band that is thinner is not seen, and its label would lie on that of its neighbor. */
const LEAST = 34;
const AREA = 190;

/** Counts by zone before and after, over one kind of objects or all. */
export function flowsOf(
  transitions: readonly Transition[],
  kind: ObjectKind | null,
): { from: Zone; to: Zone; count: number }[] {
  const sums = new Map<string, { from: Zone; to: Zone; count: number }>();
  for (const one of transitions) {
    if (kind !== null && one.kind !== kind) continue;
    const name = `${one.from} ${one.to}`;
    const known = sums.get(name);
    if (known === undefined) sums.set(name, { from: one.from, to: one.to, count: one.count });
    else known.count += one.count;
  }
  const rank = (zone: Zone): number => ZONES.indexOf(zone);
  return [...sums.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

/** Places bands between the zones on the left and those on the right; their heights go by the root of their counts. */
export function chartOf(flows: readonly { from: Zone; to: Zone; count: number }[]): FlowChart {
  const weight = flows.reduce((sum, { count }) => sum + Math.sqrt(count), 0);
  const heights = flows.map(({ count }) => Math.max(LEAST, (AREA * Math.sqrt(count)) / weight));
  const side = (zoneOf: (flow: { from: Zone; to: Zone }) => Zone): { bars: ZoneBar[]; at: number[]; end: number } => {
    const bars: ZoneBar[] = [];
    const at: number[] = [];
    let top = 0;
    for (const zone of ZONES) {
      const begin = top;
      let sum = 0;
      flows.forEach((flow, n) => {
        if (zoneOf(flow) !== zone) return;
        at[n] = top;
        top += heights[n] ?? 0;
        sum += flow.count;
      });
      if (top === begin) continue;
      bars.push({ zone, count: sum, at: begin, height: top - begin });
      top += GAP;
    }
    return { bars, at, end: top - GAP };
  };
  const left = side(({ from }) => from);
  const right = side(({ to }) => to);
  return {
    height: Math.max(left.end, right.end, 0),
    flows: flows.map((flow, n) => ({
      ...flow,
      leftAt: left.at[n] ?? 0,
      rightAt: right.at[n] ?? 0,
      height: heights[n] ?? 0,
    })),
    before: left.bars,
    after: right.bars,
  };
}
