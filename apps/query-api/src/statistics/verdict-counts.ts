import type { ObjectType, Zone } from '@pksn/domain';
import { OBJECT_TYPES, ZONES } from '@pksn/domain';
import type { MetricFamily } from '@pksn/nest-kit';

const WIDTH = ZONES.length;
const indexes = <K extends string>(names: readonly K[], step: number): Readonly<Record<K, number>> =>
  Object.fromEntries(names.map((name, index) => [name, index * step])) as Record<K, number>;
const ROWS = indexes(OBJECT_TYPES, WIDTH);
const COLUMNS = indexes(ZONES, 1);

export interface VerdictCount {
  readonly type: ObjectType;
  readonly zone: Zone;
  readonly count: number;
}

/** Verdicts that were given since the start, by object kind and zone: one addition each. */
export class VerdictCounts {
  private readonly table = new Float64Array(OBJECT_TYPES.length * WIDTH);

  add(type: ObjectType, zone: Zone, count = 1): void {
    const at = ROWS[type] + COLUMNS[zone];
    this.table[at] = (this.table[at] as number) + count;
  }

  /** Those that were given at all, in the order of the words in the domain. */
  read(): VerdictCount[] {
    return OBJECT_TYPES.flatMap((type) =>
      ZONES.map((zone) => ({ type, zone, count: this.table[ROWS[type] + COLUMNS[zone]] as number })),
    ).filter(({ count }) => count > 0);
  }

  families(): MetricFamily[] {
    return [
      {
        name: 'pksn_verdicts_total',
        help: 'Verdicts that were given, by kind of object and zone',
        kind: 'counter',
        samples: this.read().map(({ type, zone, count }) => [{ object: type, zone }, count] as const),
      },
    ];
  }
}
