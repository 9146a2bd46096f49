import type { Zone } from '@pksn/domain';
import { ZONES } from '@pksn/domain';
import { APPLICATION_VERSION, COUNTER_NAMES, HOUR, OBJECT_KEY, THREAT_NAME } from './report-words';
import type { CounterName } from './report-words';

/** Bounds of one report. */
export const REPORT_LIMITS = {
  bodyBytes: 128 * 1024,
  counters: 256,
  detections: 256,
  /** Distinct hours that it speaks of. */
  hours: 24,
  /** Detections of one hour. */
  detectionsOfHour: 64,
  count: 1_000_000,
  /** How long ago an hour may have begun. */
  ageMs: 31 * 86_400_000,
} as const;

/** Of what kind the key of a detected object is; of each the SHA-256 alone: of the file, the certificate, the web expression. */
export const REPORTED_KINDS = ['file', 'certificate', 'web'] as const;
export type ReportedKind = (typeof REPORTED_KINDS)[number];

export interface ReportedCounter {
  readonly name: CounterName;
  /** `2026-11-22T10:00:00Z` */
  readonly hour: string;
  readonly count: number;
}

export interface ReportedDetection {
  /** One of `file`, `certificate`, `web`: 64 hexadecimal digits. */
  readonly object: Readonly<Partial<Record<ReportedKind, string>>>;
  readonly zone: Zone;
  /** Null, or left out: none, or one of another form than THREAT_NAME. */
  readonly threat?: string | null;
  readonly hour: string;
  /** 1 if left out. */
  readonly count?: number;
}

/**
 * Body of `POST /v1/statistics`. What it says of an hour takes the place of what the same endpoint said of that hour before, so
 * that a report that is sent twice counts once.
 */
export interface EndpointReport {
  readonly applicationVersion: string;
  readonly counters: readonly ReportedCounter[];
  readonly detections?: readonly ReportedDetection[];
}

type Schema = Readonly<Record<string, unknown>>;

const HOUR_SCHEMA: Schema = {
  type: 'string',
  pattern: HOUR.source,
  description: 'A whole hour of the last 31 days, UTC',
};
const KEY_SCHEMA: Schema = { type: 'string', pattern: OBJECT_KEY.source.replace('a-f', 'a-fA-F') };

/** For people and generators: what judges a report is readReport, which tells what is malformed from what could be personal. */
export const ENDPOINT_REPORT_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['applicationVersion', 'counters'],
  properties: {
    applicationVersion: { type: 'string', pattern: APPLICATION_VERSION.source },
    counters: {
      type: 'array',
      maxItems: REPORT_LIMITS.counters,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'hour', 'count'],
        properties: {
          name: { type: 'string', enum: COUNTER_NAMES },
          hour: HOUR_SCHEMA,
          count: { type: 'integer', minimum: 0, maximum: REPORT_LIMITS.count },
        },
      },
    },
    detections: {
      type: 'array',
      maxItems: REPORT_LIMITS.detections,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['object', 'zone', 'hour'],
        properties: {
          object: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            maxProperties: 1,
            properties: Object.fromEntries(REPORTED_KINDS.map((kind) => [kind, KEY_SCHEMA])),
          },
          zone: { type: 'string', enum: ZONES },
          threat: { type: ['string', 'null'], pattern: THREAT_NAME.source },
          hour: HOUR_SCHEMA,
          count: { type: 'integer', minimum: 1, maximum: REPORT_LIMITS.count, default: 1 },
        },
      },
    },
  },
};

export const REPORT_ANSWER_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['hours'],
  properties: { hours: { type: 'integer', description: 'Hours of which something was said' } },
};
