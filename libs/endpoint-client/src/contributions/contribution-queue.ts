import { COUNTER_NAMES, OBJECT_KEY, REPORTED_KINDS, REPORT_LIMITS, THREAT_NAME } from '@pksn/contract';
import type { CounterName, EndpointReport, ReportedDetection } from '@pksn/contract';
import { ZONES } from '@pksn/domain';
import type { Zone } from '@pksn/domain';

/** What an application counted, or what it detected. */
export type Contribution =
  | { readonly counter: CounterName; readonly count?: number }
  | {
      /** One SHA-256 in hexadecimal digits: of the file, of the certificate, or `webKey` of the expression that matched. */
      readonly detected: ReportedDetection['object'];
      readonly zone: Zone;
      /** Left out of the report where it is not of the form that THREAT_NAME has. */
      readonly threat?: string | null;
      readonly count?: number;
    };

interface OpenHour {
  readonly counters: Map<CounterName, number>;
  readonly detections: Map<string, Omit<ReportedDetection, 'hour'> & { count: number }>;
}

const HOUR_MS = 3_600_000;
/** A day of hours; of a report four, so that it is always within its limits. */
const HOURS_KEPT = 24;
const HOURS_OF_REPORT = 4;

/** What was counted and is not sent yet, by hour, in bounded memory: the oldest hour, and what is too much of one, is dropped. */
export class ContributionQueue {
  private readonly hours = new Map<number, OpenHour>();

  /** Takes what the schema has room for; all else is dropped. Never throws. */
  add(one: Contribution, now: number): void {
    const { count = 1 } = one;
    if (!Number.isSafeInteger(count) || count < 1 || Number.isNaN(now)) return;
    if ('counter' in one) {
      if (!COUNTER_NAMES.includes(one.counter)) return;
      const { counters } = this.hourOf(now);
      counters.set(one.counter, capped((counters.get(one.counter) ?? 0) + count));
    } else this.detected(one, count, now);
  }

  get isEmpty(): boolean {
    return this.hours.size === 0;
  }

  /** Adds what a report of this form says; like `add` it drops what the schema has no room for, and never throws. */
  addReport({ counters, detections = [] }: EndpointReport): void {
    for (const { name, hour, count } of counters) this.add({ counter: name, count }, Date.parse(hour));
    for (const { object, zone, threat = null, hour, count = 1 } of detections) {
      this.add({ detected: object, zone, threat, count }, Date.parse(hour));
    }
  }

  /** A report for each hour, also for the one that is under way; earliest first. */
  hourly(applicationVersion: string): { readonly hour: number; readonly report: EndpointReport }[] {
    const hours = [...this.hours.keys()].sort((a, b) => a - b);
    return hours.map((hour) => ({ hour, report: this.reportOf([hour], applicationVersion) }));
  }

  clear(): void {
    this.hours.clear();
  }

  /** What was counted in hours that are over, with the hours that `sent` takes. */
  reports(now: number, applicationVersion: string): { readonly hours: number[]; readonly report: EndpointReport }[] {
    const over = [...this.hours.keys()].filter((hour) => hour + HOUR_MS <= now).sort((a, b) => a - b);
    const parts = Array.from({ length: Math.ceil(over.length / HOURS_OF_REPORT) }, (_, i) =>
      over.slice(i * HOURS_OF_REPORT, (i + 1) * HOURS_OF_REPORT),
    );
    return parts.map((hours) => ({ hours, report: this.reportOf(hours, applicationVersion) }));
  }

  sent(hours: readonly number[]): void {
    for (const hour of hours) this.hours.delete(hour);
  }

  private reportOf(hours: readonly number[], applicationVersion: string): EndpointReport {
    const counters: EndpointReport['counters'][number][] = [];
    const detections: ReportedDetection[] = [];
    for (const at of hours) {
      const { counters: counted, detections: found } = this.hours.get(at) as OpenHour;
      const hour = new Date(at).toISOString();
      for (const [name, count] of counted) counters.push({ name, hour, count });
      for (const one of found.values()) detections.push({ ...one, hour });
    }
    return { applicationVersion, counters, detections };
  }

  private detected(
    { detected, zone, threat = null }: Extract<Contribution, { detected: object }>,
    count: number,
    now: number,
  ): void {
    const [kind, other] = REPORTED_KINDS.filter((one) => detected?.[one] !== undefined);
    const key = kind === undefined || other !== undefined ? undefined : detected[kind];
    if (kind === undefined || typeof key !== 'string' || !OBJECT_KEY.test(key) || !ZONES.includes(zone)) return;
    const named = typeof threat === 'string' && THREAT_NAME.test(threat) ? threat : null;
    const name = [kind, key.toLowerCase(), zone, named ?? ''].join(' ');
    const { detections } = this.hourOf(now);
    const known = detections.get(name);
    if (known !== undefined) known.count = capped(known.count + count);
    else if (detections.size < REPORT_LIMITS.detectionsOfHour || madeRoom(detections, zone))
      detections.set(name, { object: { [kind]: key.toLowerCase() }, zone, threat: named, count: capped(count) });
  }

  private hourOf(now: number): OpenHour {
    const hour = now - (now % HOUR_MS);
    const known = this.hours.get(hour);
    if (known !== undefined) return known;
    const made: OpenHour = { counters: new Map(), detections: new Map() };
    this.hours.set(hour, made);
    if (this.hours.size > HOURS_KEPT) this.hours.delete(Math.min(...this.hours.keys()));
    return made;
  }
}

/** Where there is no room, what is unknown leaves for what is known. */
function madeRoom(detections: OpenHour['detections'], zone: Zone): boolean {
  if (zone === 'grey') return false;
  for (const [name, one] of detections) if (one.zone === 'grey') return detections.delete(name);
  return false;
}

function capped(count: number): number {
  return Math.min(count, REPORT_LIMITS.count);
}
