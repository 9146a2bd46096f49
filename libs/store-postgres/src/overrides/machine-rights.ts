import type { ObjectType, Zone } from '@pksn/domain';

/** What a machine may write, as its token says. */
export interface MachineRights {
  readonly kinds: readonly ObjectType[];
  readonly zones: readonly Zone[];
  /** Its overrides end after this many days at the latest. */
  readonly maxDays: number;
  readonly perMinute: number;
}
