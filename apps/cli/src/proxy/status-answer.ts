import { get } from 'node:http';
import { Fault } from '@pksn/domain';

/** What a proxy tells of itself in `/status.json`, as far as it is shown here; docs/proxy.md, "Status". */
export interface ProxyStatusView {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly name: string | null;
  readonly uptimeSeconds: number;
  readonly link: { readonly linked: boolean; readonly upstream: string; readonly since: string | null };
  readonly chain: {
    readonly links: readonly {
      readonly role: string;
      readonly name: string | null;
      readonly address: string;
      readonly status: string;
    }[];
  };
  readonly lookups: {
    readonly hits: number;
    readonly misses: number;
    readonly offline: number;
    readonly passed: number;
    readonly ratio: number | null;
  };
  readonly saved: { readonly requests: number; readonly bytes: number };
  readonly cache: { readonly bytes: number; readonly limitBytes: number; readonly objects: number };
  readonly queue?: QueueView | null;
  readonly upstream: { readonly p50Ms: number | null; readonly p95Ms: number | null; readonly p99Ms: number | null };
  readonly licenseRefusals: Readonly<Record<string, number>>;
  readonly settings: readonly { readonly name: string; readonly value: SettingValue; readonly from: string }[];
  readonly enrolment: { readonly state: string; readonly boundTo: string | null };
  readonly certificates: Readonly<Record<string, string | null>>;
  readonly warnings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly place: string;
    readonly what: string;
    readonly next: string;
  }[];
}

export type SettingValue = string | number | readonly string[] | null;

export interface QueueView {
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly isWaitingFor: string | null;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1 << 20;

/** Faults: USAGE for an address that is none; SERVICE_UNREACHABLE, also for what is no status of a proxy. */
export async function askStatus(base: string): Promise<ProxyStatusView> {
  const url = URL.canParse(base) ? new URL('/status.json', base) : null;
  if (url?.protocol !== 'http:') throw new Fault('USAGE', `"${base.slice(0, 200)}" is not an http:// address`);
  const text = await textAt(url);
  try {
    const value = JSON.parse(text) as ProxyStatusView | null;
    if (value?.status !== undefined && Array.isArray(value.warnings) && Array.isArray(value.settings)) return value;
  } catch {
    // Said below.
  }
  throw new Fault('SERVICE_UNREACHABLE', `${url.origin}: who answers there is no proxy of this product`);
}

function textAt(url: URL): Promise<string> {
  return new Promise((done, fail) => {
    const unreachable = (cause: Error): void => {
      const { code } = cause as NodeJS.ErrnoException;
      const hint = 'does the proxy run, and is its status page switched on there?';
      fail(new Fault('SERVICE_UNREACHABLE', `${url.origin}: ${code ?? cause.message}; ${hint}`, { cause }));
    };
    const outgoing = get(url, { agent: false, timeout: TIMEOUT_MS }, (response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        if (length > MOST_BYTES) outgoing.destroy(new Error('the answer is too large'));
      });
      response.on('end', () => done(Buffer.concat(pieces).toString()));
      response.on('error', unreachable);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', unreachable);
  });
}
