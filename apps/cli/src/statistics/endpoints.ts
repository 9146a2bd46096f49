import { adminGet } from '../admin/call';
import type { Session } from '../session';

interface CountersView {
  readonly counts: readonly {
    readonly from: string;
    readonly customer: string;
    readonly applicationVersion: string;
    readonly name: string;
    readonly count: number;
  }[];
}

interface DetectionsView {
  readonly detections: readonly {
    readonly kind: string;
    readonly key: string;
    readonly zone: string;
    readonly threat: string | null;
    readonly count: number;
  }[];
}

export interface EndpointsOptions {
  readonly by: 'hour' | 'day';
  readonly from?: string;
  readonly to?: string;
  readonly customer?: string;
  readonly detections?: boolean;
  readonly limit: number;
}

/** Characters of a time that tell an hour, and a day. */
const SHOWN = { hour: 16, day: 10 } as const;
const NOTHING = 'No endpoint contributed in this time. What came within the last seconds is not counted yet.';

/** What endpoints contributed: counters, or the objects that they detected most. */
export async function endpoints(session: Session, options: EndpointsOptions): Promise<void> {
  const { by, from, to, customer, limit } = options;
  const asked = Object.entries({ from, to, customer }).filter((one): one is [string, string] => one[1] !== undefined);
  if (options.detections === true) {
    const query = new URLSearchParams([...asked, ['limit', String(limit)]]);
    const answer = await adminGet<DetectionsView>(session, `contributions/detections?${query.toString()}`);
    const rows = answer.detections.map((one) => [one.count, one.zone, one.threat ?? '', one.kind, one.key]);
    return session.output.table(answer, ['COUNT', 'ZONE', 'THREAT', 'KIND', 'SHA-256'], rows, NOTHING);
  }
  const query = new URLSearchParams([...asked, ['by', by]]);
  const answer = await adminGet<CountersView>(session, `contributions/counters?${query.toString()}`);
  const rows = answer.counts.map((one) => [
    one.from.slice(0, SHOWN[by]).replace('T', ' '),
    one.customer,
    one.applicationVersion,
    one.name,
    one.count,
  ]);
  session.output.table(answer, [by.toUpperCase(), 'CUSTOMER', 'VERSION', 'COUNTER', 'COUNT'], rows, NOTHING);
}
