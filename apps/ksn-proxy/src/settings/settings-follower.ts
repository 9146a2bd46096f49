import { Fault } from '@pksn/domain';
import type { ProxyCounts, ProxyStanding } from '@pksn/contract';
import { PROXY_COUNTS_HEADER, PROXY_VERSION_HEADER, readProxyStanding, writeProxyCounts } from '@pksn/contract';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import type { LiveSettings } from './live-settings';
import { flatSettings } from './setting-values';
import type { KeptStanding, SettingsRecord } from './settings-record';
import { UnsaidCounts } from './unsaid-counts';

export interface FollowerPorts {
  readonly upstream: Pick<Upstream, 'send'>;
  readonly settings: LiveSettings;
  readonly record: Pick<SettingsRecord, 'read' | 'write'>;
  readonly now: () => number;
  readonly version: string;
  /** What was answered since the start. */
  readonly counts: () => ProxyCounts;
  readonly warn: (fault: Fault) => void;
}

/** As what the service knows this proxy, and how that was learnt. */
export interface ProxyRecognition {
  /** `unasked`: it has no client certificate, or was not asked yet. `silent`: the service knows no such question. */
  readonly state: 'unasked' | 'known' | 'unknown' | 'revoked' | 'silent' | 'unreachable' | 'bad settings';
  /** The last that was good, also of an earlier start. */
  readonly standing: ProxyStanding | null;
  /** When that was said or confirmed, and when it was last asked; milliseconds since 1970. */
  readonly heardAt: number | null;
  readonly askedAt: number | null;
  /** Why the last answer changed nothing. */
  readonly problem: string | null;
}

const POLL_MS = 30_000;
const MOST_BYTES = 64 * 1024;
const STATES: Readonly<Record<string, ProxyRecognition['state']>> = {
  PROXY_UNKNOWN: 'unknown',
  PROXY_REVOKED: 'revoked',
  ROUTE_NOT_FOUND: 'silent',
};

/** Asks the service what is set for this proxy: every 30 s, and when the registry has moved. A bad answer changes nothing. */
export class SettingsFollower {
  recognition: ProxyRecognition = { state: 'unasked', standing: null, heardAt: null, askedAt: null, problem: null };
  private etag: string | null = null;
  private revision: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private asking: Promise<void> | null = null;
  private isAskedAgain = false;
  private readonly unsaid: UnsaidCounts;

  constructor(private readonly ports: FollowerPorts) {
    this.unsaid = new UnsaidCounts(ports.counts);
  }

  /** What was last known is in force before the service is asked; damage to it leaves those of the file until then. */
  async start(): Promise<void> {
    try {
      const kept = await this.ports.record.read();
      if (kept !== null) this.take(kept);
    } catch (error) {
      this.ports.warn(Fault.from(error));
    }
    this.timer = setInterval(() => this.ask(), POLL_MS).unref();
    this.ask();
  }

  /** The registry's revision, as a page of changes tells it. */
  told(revision: number): void {
    if (revision === this.revision) return;
    const isFirst = this.revision === null;
    this.revision = revision;
    if (!isFirst) this.ask();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.isAskedAgain = false;
    await this.asking;
  }

  private ask(): void {
    this.isAskedAgain = this.asking !== null;
    this.asking ??= this.answer().finally(() => {
      this.asking = null;
      if (this.isAskedAgain) this.ask();
    });
  }

  private async answer(): Promise<void> {
    const { upstream, record, now, version } = this.ports;
    const askedAt = now();
    try {
      const { counts, heard } = this.unsaid.take();
      const said = writeProxyCounts(counts);
      const headers = {
        ...{ accept: 'application/json', [PROXY_VERSION_HEADER]: version },
        ...(said === null ? {} : { [PROXY_COUNTS_HEADER]: said }),
      };
      const known: Record<string, string> = this.etag === null ? {} : { 'if-none-match': this.etag };
      const call = { method: 'GET', path: '/v1/proxy/settings', headers: { ...headers, ...known }, isProbe: true };
      const answer = await upstream.send(call);
      // Unchanged is an answer to who said what he knows.
      if (answer.status !== 304 || this.etag === null) {
        const kept = keptOf(answer, askedAt);
        this.take(kept);
        await record.write(kept).catch((error: unknown) => this.ports.warn(Fault.from(error)));
      }
      heard();
      this.recognition = { ...this.recognition, state: 'known', heardAt: askedAt, askedAt, problem: null };
    } catch (error) {
      this.refused(Fault.from(error), askedAt);
    }
  }

  private take({ standing, heardAt, etag }: KeptStanding): void {
    this.ports.settings.use(flatSettings(standing.settings));
    this.etag = etag;
    this.recognition = { ...this.recognition, standing, heardAt };
  }

  private refused(fault: Fault, askedAt: number): void {
    const { state: before } = this.recognition;
    const isBad = fault.code === 'REQUEST_MALFORMED' && !(fault instanceof UpstreamRefusal);
    const state = STATES[fault.code] ?? (isBad ? 'bad settings' : 'unreachable');
    const problem = fault instanceof UpstreamRefusal ? fault.said : fault.detail;
    this.recognition = { ...this.recognition, state, askedAt, problem };
    if (state !== before) this.ports.warn(fault);
  }
}

/** Faults: UpstreamRefusal; REQUEST_MALFORMED for an answer that is none, or settings out of bounds. */
function keptOf(answer: UpstreamAnswer, heardAt: number): KeptStanding {
  if (answer.status !== 200) throw UpstreamRefusal.of(answer);
  if (answer.body.length > MOST_BYTES) throw new Fault('REQUEST_MALFORMED', 'the settings are too large');
  let value: unknown;
  try {
    value = JSON.parse(answer.body.toString());
  } catch (cause) {
    throw new Fault('REQUEST_MALFORMED', 'the settings are not JSON', { cause });
  }
  const { etag } = answer.headers;
  const isUsable = typeof etag === 'string' && etag.length <= 200;
  return { standing: readProxyStanding(value), heardAt, etag: isUsable ? etag : null };
}
