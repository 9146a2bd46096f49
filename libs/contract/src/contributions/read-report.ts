import type { Zone } from '@pksn/domain';
import { ZONES } from '@pksn/domain';
import { REPORTED_KINDS, REPORT_LIMITS } from './endpoint-report';
import type { ReportedKind } from './endpoint-report';
import { APPLICATION_VERSION, COUNTER_NAMES, HOUR, OBJECT_KEY, THREAT_NAME } from './report-words';
import type { CounterName } from './report-words';
import { eachOf, fieldsOf, listed, malformed, personal, textOf, wholeNumber } from './strict-fields';

export interface ReadDetection {
  readonly kind: ReportedKind;
  /** SHA-256 in lower case. */
  readonly key: string;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly count: number;
}

/** What a report says of one hour; nothing is there twice. */
export interface ReportedHour {
  /** When it began; milliseconds since 1970. */
  readonly hour: number;
  readonly counters: readonly { readonly name: CounterName; readonly count: number }[];
  readonly detections: readonly ReadDetection[];
}

export interface ReadReport {
  readonly applicationVersion: string;
  /** Earliest first. */
  readonly hours: readonly ReportedHour[];
}

interface OpenHour {
  readonly counters: Map<CounterName, number>;
  readonly detections: Map<string, ReadDetection>;
}

/**
 * Judges the parsed body of a report at `now` (milliseconds since 1970). Faults: STATISTICS_PERSONAL, naming the field, where there
 * is a field or a text that the schema does not have; REQUEST_MALFORMED for all else. Neither repeats a value.
 */
export function readReport(body: unknown, now: number): ReadReport {
  const report = fieldsOf(body, '', ['applicationVersion', 'counters'], ['detections']);
  const applicationVersion = textOf(report.applicationVersion, 'applicationVersion', APPLICATION_VERSION);
  const hours = new Map<number, OpenHour>();
  const openHour = (value: unknown, where: string): OpenHour => {
    const at = hourOf(value, where, now);
    const known = hours.get(at);
    if (known !== undefined) return known;
    if (hours.size === REPORT_LIMITS.hours)
      throw malformed(where, `is one of more than ${String(REPORT_LIMITS.hours)}`);
    const made: OpenHour = { counters: new Map(), detections: new Map() };
    hours.set(at, made);
    return made;
  };
  eachOf(report.counters, 'counters', REPORT_LIMITS.counters, (value, where) => {
    const fields = fieldsOf(value, where, ['name', 'hour', 'count']);
    const name = listed(fields.name, `${where}.name`, COUNTER_NAMES);
    const count = wholeNumber(fields.count, `${where}.count`, 0, REPORT_LIMITS.count);
    const { counters } = openHour(fields.hour, `${where}.hour`);
    if (counters.has(name)) throw malformed(where, 'is there twice');
    counters.set(name, count);
  });
  eachOf(report.detections ?? [], 'detections', REPORT_LIMITS.detections, (value, where) => {
    const fields = fieldsOf(value, where, ['object', 'zone', 'hour'], ['threat', 'count']);
    const detection = detectionOf(fields, where);
    const { detections } = openHour(fields.hour, `${where}.hour`);
    const { kind, key, zone, threat } = detection;
    const name = [kind, key, zone, threat ?? ''].join(' ');
    if (detections.has(name)) throw malformed(where, 'is there twice');
    if (detections.size === REPORT_LIMITS.detectionsOfHour)
      throw malformed(where, `is one of more than ${String(REPORT_LIMITS.detectionsOfHour)} of its hour`);
    detections.set(name, detection);
  });
  return {
    applicationVersion,
    hours: [...hours]
      .sort(([a], [b]) => a - b)
      .map(([hour, { counters, detections }]) => ({
        hour,
        counters: [...counters].map(([name, count]) => ({ name, count })),
        detections: [...detections.values()],
      })),
  };
}

function detectionOf(fields: Readonly<Record<string, unknown>>, where: string): ReadDetection {
  const object = fieldsOf(fields.object, `${where}.object`, [], REPORTED_KINDS);
  const kinds = REPORTED_KINDS.filter((kind) => object[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) throw malformed(`${where}.object`, 'has not exactly one key');
  const { threat = null, count = 1 } = fields;
  return {
    kind,
    key: textOf(object[kind], `${where}.object.${kind}`, OBJECT_KEY).toLowerCase(),
    zone: listed(fields.zone, `${where}.zone`, ZONES),
    threat: threat === null ? null : textOf(threat, `${where}.threat`, THREAT_NAME),
    count: wholeNumber(count, `${where}.count`, 1, REPORT_LIMITS.count),
  };
}

function hourOf(value: unknown, where: string, now: number): number {
  const at = Date.parse(textOf(value, where, HOUR));
  if (Number.isNaN(at)) throw personal(where);
  if (at > now) throw malformed(where, 'has not begun yet');
  if (at < now - REPORT_LIMITS.ageMs) throw malformed(where, 'is more than 31 days ago');
  return at;
}
