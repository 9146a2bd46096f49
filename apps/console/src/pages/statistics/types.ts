import type { ObjectType } from '../lookup/types';
import type { Zone } from '../../parts/zone-badge';

/** GET /api/v1/statistics/queries. */
export interface Queries {
  readonly from: string;
  readonly to: string;
  readonly by: 'hour' | 'day';
  readonly counts: readonly {
    readonly from: string;
    readonly object: string;
    readonly zone: Zone;
    readonly queries: number;
  }[];
}

/** GET /api/v1/statistics/unknown. */
export interface Unknown {
  readonly from: string;
  readonly objects: readonly UnknownObject[];
}

export interface UnknownObject {
  readonly type: ObjectType;
  readonly object: string;
  readonly queries: number;
}

/** GET /api/v1/contributions/counters. */
export interface Counters {
  readonly counts: readonly CounterSum[];
}

export interface CounterSum {
  readonly from: string;
  readonly customer: string;
  readonly applicationVersion: string;
  readonly name: string;
  readonly count: number;
}

/** GET /api/v1/contributions/detections. */
export interface Detections {
  readonly detections: readonly Detection[];
}

export interface Detection {
  readonly kind: string;
  readonly key: string;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly count: number;
}
