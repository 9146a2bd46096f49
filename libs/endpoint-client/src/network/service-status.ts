import type { Infrastructure } from '@pksn/contract';
import { INFRASTRUCTURES } from '@pksn/contract';
import { Fault } from '@pksn/domain';

/** Why less can be asked than usual, as the service words it. */
export interface Restriction {
  readonly reason: string;
  readonly [fact: string]: unknown;
}

/** What `GET /v1/status` says, as far as an endpoint needs it. */
export interface ServiceStatus {
  readonly provider: { readonly name: string; readonly contacts: readonly string[] } | null;
  readonly infrastructure: Infrastructure;
  /** `restricted` is shown as "Enabled with restrictions". */
  readonly status: 'enabled' | 'restricted' | 'disabled';
  readonly restrictions: readonly Restriction[];
  /** The statement that is in force, null where there is none. */
  readonly statement: { readonly id: number; readonly languages: readonly string[] } | null;
  /** What it answers from, where it says so. Times are ISO 8601, UTC. */
  readonly database: {
    readonly generation: number;
    readonly asOf: string;
    /** Null: the vendors' data names no end. */
    readonly freshUntil: string | null;
    readonly stale: boolean;
    /** Milliseconds since a proxy on the way could ask the service; null: the service itself says all this. */
    readonly ageMs: number | null;
  } | null;
  /** For how long answers may be kept, in milliseconds: verdicts, and that nothing is known. */
  readonly keep: { readonly presentMs: number; readonly absentMs: number };
}

const STATES = ['enabled', 'restricted', 'disabled'] as const;
const MOST_KEPT_SECONDS = 30 * 86_400;
const MOST_RESTRICTIONS = 100;

/** Reads the answer; SERVICE_UNAVAILABLE for what is none. */
export function readStatus(body: unknown): ServiceStatus {
  const fields = recordOf(body);
  const infrastructure = INFRASTRUCTURES.find((one) => one === fields.infrastructure);
  const status = STATES.find((one) => one === fields.status);
  if (infrastructure === undefined || status === undefined) {
    throw new Fault('SERVICE_UNAVAILABLE', 'what answers is no service: its status is not of the documented form');
  }
  const cache = recordOf(fields.cache);
  return {
    provider: providerOf(fields.provider),
    infrastructure,
    status,
    restrictions: listOf(fields.restrictions)
      .slice(0, MOST_RESTRICTIONS)
      .map(recordOf)
      .filter((one): one is Restriction => typeof one.reason === 'string'),
    statement: statementOf(fields.statement),
    database: databaseOf(fields.database),
    keep: { presentMs: keptMs(cache.present), absentMs: keptMs(cache.absent) },
  };
}

function providerOf(value: unknown): ServiceStatus['provider'] {
  const { name, contacts } = recordOf(value);
  return typeof name === 'string' ? { name, contacts: listOf(contacts).filter(isText) } : null;
}

function statementOf(value: unknown): ServiceStatus['statement'] {
  const { id, languages } = recordOf(value);
  return typeof id === 'number' ? { id, languages: listOf(languages).filter(isText) } : null;
}

function databaseOf(value: unknown): ServiceStatus['database'] {
  const { generation, asOf, freshUntil, stale, age } = recordOf(value);
  if (typeof generation !== 'number' || typeof asOf !== 'string') return null;
  const ageMs = typeof age === 'number' && age >= 0 ? age * 1_000 : null;
  return { generation, asOf, freshUntil: isText(freshUntil) ? freshUntil : null, stale: stale === true, ageMs };
}

/** What names no lifetime is not kept. */
function keptMs(seconds: unknown): number {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, MOST_KEPT_SECONDS) * 1_000 : 0;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
