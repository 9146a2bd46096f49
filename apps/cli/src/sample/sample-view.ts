import { Fault } from '@pksn/domain';
import type { HttpsClient } from '../connection/https-client';
import { counted } from '../console/counted';
import { momentText as moment } from '../console/moments';
import { bytesText } from '../console/progress-bar';

export interface ContentView {
  readonly id: string;
  readonly firstByte: number;
  readonly sizeBytes: number;
  readonly totalBytes: number;
  readonly sha256: string;
  readonly receivedAt: string;
  readonly erasedAt: string | null;
  readonly erasedWhy: string | null;
}

export interface SampleView {
  readonly id: string;
  readonly sha256: string;
  readonly sha1: string | null;
  readonly md5: string | null;
  readonly sizeBytes: number | null;
  readonly state: string;
  readonly reports: number;
  readonly endpoints: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
  readonly verdict: {
    readonly zone: string;
    readonly threat: string | null;
    readonly reason: string;
    readonly as: string;
  } | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly releasedAt: string | null;
  readonly customers?: readonly string[];
  readonly contents: readonly ContentView[];
}

/** The path of one sample, which may be named by its number or by the SHA-256 of its file. Faults: USAGE, NOT_FOUND. */
export async function samplePath(client: HttpsClient, name: string): Promise<string> {
  if (/^\d{1,15}$/.test(name)) return `/api/v1/samples/${name}`;
  if (!/^[0-9a-f]{64}$/i.test(name))
    throw new Fault('USAGE', `"${name.slice(0, 80)}" is neither the number of a sample nor the SHA-256 of its file`);
  const { samples } = (await client.get(`/api/v1/samples?sha256=${name}`)) as { samples: SampleView[] };
  const [sample] = samples;
  if (sample === undefined) throw new Fault('NOT_FOUND', `nobody sent a file with SHA-256 ${name}`);
  return `/api/v1/samples/${sample.id}`;
}

/** What is there of it to be read: the whole, so many parts, or nothing. */
export function heldText({ contents }: Pick<SampleView, 'contents'>): string {
  const held = contents.filter((one) => one.erasedAt === null);
  if (held.some((one) => one.sizeBytes === one.totalBytes)) return 'whole';
  if (held.length > 0) return `${String(held.length)} ${held.length === 1 ? 'part' : 'parts'}`;
  return contents[0]?.erasedWhy ?? 'none';
}

export function sampleLines(sample: SampleView): string[] {
  const { id, sha256, sha1, md5, sizeBytes, state, reports, endpoints, verdict } = sample;
  const { firstAt, lastAt, claimedBy, claimedUntil, decidedBy, decidedAt, releasedAt, customers = [] } = sample;
  return [
    `Sample ${id}: ${state}`,
    `  SHA-256:   ${sha256}`,
    ...(sha1 === null ? [] : [`  SHA-1:     ${sha1}`]),
    ...(md5 === null ? [] : [`  MD5:       ${md5}`]),
    `  Size:      ${sizeBytes === null ? "not known: only parts came, and that they are of this file is the sender's word" : bytesText(sizeBytes)}`,
    `  Sent:      ${counted(reports, 'time')} by ${counted(endpoints, 'endpoint')}, ${moment(firstAt)} to ${moment(lastAt)}`,
    ...(customers.length === 0 ? [] : [`  Customers: ${customers.join(', ')}`]),
    ...(claimedBy === null ? [] : [`  Claimed:   by ${claimedBy} until ${moment(claimedUntil ?? '')}`]),
    ...(verdict === null
      ? []
      : [`  Verdict:   ${verdictText(verdict)}, by ${decidedBy ?? ''} ${moment(decidedAt ?? '')}`]),
    ...(releasedAt === null ? [] : [`  Released:  ${moment(releasedAt)}; not kept when it comes again`]),
    ...sample.contents.map((one) => `  Content:   ${contentText(one)}`),
  ];
}

export function verdictText({ zone, threat, reason, as }: NonNullable<SampleView['verdict']>): string {
  return `${zone}${threat === null ? '' : ` ${threat}`} as ${as}: ${reason}`;
}

function contentText({ id, firstByte, sizeBytes, totalBytes, receivedAt, erasedAt, erasedWhy }: ContentView): string {
  const place =
    sizeBytes === totalBytes
      ? `whole, ${bytesText(sizeBytes)}`
      : `part ${id}, ${String(sizeBytes)} bytes from ${String(firstByte)} of ${String(totalBytes)}`;
  return erasedAt === null
    ? `${place}, ${moment(receivedAt)}`
    : `${place}, ${erasedWhy ?? 'erased'} ${moment(erasedAt)}`;
}
