import type { SectionLayout, SectionName, Zone } from '@pksn/domain';
import { OFFSET_POPULARITY, OFFSET_THREAT, OFFSET_ZONE, zoneOfCode } from '@pksn/domain';
import type { RecordPair } from '@pksn/reputation-index';
import { isSame } from '@pksn/reputation-index';
import { MostPopular } from './most-popular';
import { NameCounts } from './name-counts';
import type { ContentTallies, KindCounts, PreviewKind } from './preview';
import { PREVIEW_LIMITS } from './preview';

const KIND_OF_SECTION: Partial<Record<SectionName, PreviewKind>> = {
  'file-sha256': 'file',
  'file-sha1': 'file',
  'file-md5': 'file',
  web: 'web',
  ip4: 'ip',
  ip6: 'ip',
  'certificate-sha256': 'certificate',
  'certificate-sha1': 'certificate',
  software: 'software',
};
const BUCKETS = 256;

/** Whoever looks at single objects. The pair is valid during the call. */
export type OnChange = (section: SectionLayout, pair: RecordPair) => void;
const NOBODY: OnChange = () => undefined;

export interface TransitionTally {
  readonly kind: PreviewKind;
  readonly from: Zone;
  readonly to: Zone;
  count: number;
  readonly samples: MostPopular;
}

/** Counts what pairs of records show, in bounded memory. Aliases and texts are no objects, and are not counted. */
export class ChangeTally {
  readonly transitions = new Map<string, TransitionTally>();
  readonly popular = new MostPopular(PREVIEW_LIMITS.popular);
  /** Objects that were known and not red, and are red, by popularity bucket. */
  readonly flips = new Float64Array(BUCKETS);
  readonly counts = { added: 0, gone: 0, recolored: 0, edited: 0 };
  /** What comes on top of the counts of the live snapshot. */
  readonly zoneSteps: KindCounts = {};
  readonly threatSteps = new NameCounts(PREVIEW_LIMITS.threatNames);
  private newest: TransitionTally | null = null;

  /**
   * `onRed` is told of what turns red, `onGone` of what is gone and was not red. `whole`: all of the snapshot is taken,
   * what does not change as well, and counted for itself.
   */
  constructor(
    private readonly onRed: OnChange = NOBODY,
    readonly whole: ChangeTally | null = null,
    private readonly onGone: OnChange = NOBODY,
  ) {}

  take(section: SectionLayout, pair: RecordPair): void {
    const kind = KIND_OF_SECTION[section.name];
    if (kind === undefined) return;
    this.whole?.count(section, kind, pair);
    if (isSame(pair, section.recordBytes)) return;
    const from = zoneAt(section, pair.before, pair.beforeAt);
    const to = zoneAt(section, pair.after, pair.afterAt);
    this.step(section, kind, from, pair.before, pair.beforeAt, -1);
    this.step(section, kind, to, pair.after, pair.afterAt, 1);
    if (from === to) {
      this.counts.edited += 1;
      return;
    }
    if (pair.beforeAt < 0) this.counts.added += 1;
    else if (pair.afterAt < 0) this.counts.gone += 1;
    else this.counts.recolored += 1;
    const bucket = Math.max(bucketAt(section, pair.before, pair.beforeAt), bucketAt(section, pair.after, pair.afterAt));
    const transition = this.transitionOf(kind, from, to);
    transition.count += 1;
    transition.samples.offer(section, pair, from, to, bucket);
    this.popular.offer(section, pair, from, to, bucket);
    if (pair.afterAt < 0 && from !== 'red') this.onGone(section, pair);
    if (to !== 'red') return;
    if (from !== 'grey') this.flips[bucket] = (this.flips[bucket] as number) + 1;
    this.onRed(section, pair);
  }

  private count(section: SectionLayout, kind: PreviewKind, { after, afterAt }: RecordPair): void {
    this.step(section, kind, zoneAt(section, after, afterAt), after, afterAt, 1);
  }

  /** Most objects change as the one before them did. */
  private transitionOf(kind: PreviewKind, from: Zone, to: Zone): TransitionTally {
    const { newest } = this;
    if (newest !== null && newest.kind === kind && newest.from === from && newest.to === to) return newest;
    return (this.newest = this.transitionNamed(kind, from, to));
  }

  private transitionNamed(kind: PreviewKind, from: Zone, to: Zone): TransitionTally {
    const name = `${kind} ${from} ${to}`;
    const known = this.transitions.get(name);
    if (known !== undefined) return known;
    const made = { kind, from, to, count: 0, samples: new MostPopular(PREVIEW_LIMITS.samples) };
    this.transitions.set(name, made);
    return made;
  }

  private step(section: SectionLayout, kind: PreviewKind, zone: Zone, bytes: Buffer, at: number, by: 1 | -1): void {
    if (at < 0) return;
    const zones = (this.zoneSteps[kind] ??= {});
    zones[zone] = (zones[zone] ?? 0) + by;
    this.threatSteps.add(bytes, at + section.keyBytes + OFFSET_THREAT, by);
  }
}

/** The tallies of the snapshot that comes of adding these steps to those of the live one. */
export function talliesAfter(before: ContentTallies, steps: ChangeTally): ContentTallies {
  const zones: KindCounts = {};
  for (const source of [before.zones, steps.zoneSteps]) {
    for (const [kind, counts] of Object.entries(source) as [PreviewKind, Record<Zone, number>][]) {
      const sums = (zones[kind] ??= {});
      for (const [zone, n] of Object.entries(counts) as [Zone, number][]) sums[zone] = (sums[zone] ?? 0) + n;
    }
  }
  const names = new NameCounts(PREVIEW_LIMITS.threatNames);
  for (const [key, n] of Object.entries(before.threats)) names.addHex(key, n);
  for (const [key, n] of steps.threatSteps.entries()) names.addHex(key, n);
  const threats: [string, number][] = [];
  for (const [key, n] of names.entries()) if (n > 0) threats.push([key, n]);
  const cut = before.cut || steps.threatSteps.cut || names.cut;
  return { zones: withoutZeros(zones), threats: Object.fromEntries(threats.sort()), cut };
}

export const NO_TALLIES: ContentTallies = { zones: {}, threats: {}, cut: false };

function withoutZeros(zones: KindCounts): KindCounts {
  const kept = Object.entries(zones).map(([kind, counts]) => [
    kind,
    Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)),
  ]);
  return Object.fromEntries(kept.filter(([, counts]) => Object.keys(counts as object).length > 0)) as KindCounts;
}

/** Grey where there is no record. */
export function zoneAt(section: SectionLayout, bytes: Buffer, at: number): Zone {
  return at < 0 ? 'grey' : (zoneOfCode(bytes[at + section.keyBytes + OFFSET_ZONE] ?? 0) ?? 'grey');
}

function bucketAt(section: SectionLayout, bytes: Buffer, at: number): number {
  return at < 0 ? 0 : (bytes[at + section.keyBytes + OFFSET_POPULARITY] ?? 0);
}
