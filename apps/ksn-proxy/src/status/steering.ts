import type { ProxyCounts } from '@pksn/contract';
import type { ProxyWord } from '@pksn/endpoint-client';
import type { Logger, Shutdown } from '@pksn/runtime';
import { productVersion } from '@pksn/runtime';
import type { ProxyConfig } from '../config/proxy-config';
import type { Reception } from '../http/proxy-listener';
import { ClientGate } from '../settings/client-gate';
import { LiveSettings } from '../settings/live-settings';
import { SettingsFollower } from '../settings/settings-follower';
import { SettingsRecord } from '../settings/settings-record';
import type { Upstream } from '../upstream/upstream';
import { ChainWatch } from './chain-watch';
import { LinkWatch } from './link-watch';
import { proxyStatus } from './proxy-status';
import { listenForStatus } from './status-listener';
import type { StatusParts } from './status-parts';
import { Traffic } from './traffic';
import { UpstreamPlaces } from './upstream-places';

export interface SteeringPorts {
  readonly upstream: Upstream;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** What only the rest of the proxy knows. */
export type ShownParts = Pick<
  StatusParts,
  'lookups' | 'given' | 'bulks' | 'judgements' | 'cache' | 'queue' | 'streams'
>;

/** A proxy's settings, and what it shows of itself, put together. */
export class Steering {
  readonly settings: LiveSettings;
  readonly traffic = new Traffic();
  readonly reception: Reception;
  private readonly gate: ClientGate;
  private readonly link: LinkWatch;
  private readonly chain: ChainWatch;
  private readonly places: UpstreamPlaces;
  private readonly follower: SettingsFollower | null;
  private readonly version = productVersion();
  private readonly startedMs: number;
  private droppedConnections = 0;
  private lookups: StatusParts['lookups'] = () => ({ hits: 0, misses: 0, offline: 0, passed: 0 });

  constructor(
    private readonly config: ProxyConfig,
    private readonly ports: SteeringPorts,
  ) {
    const { upstream, now, elapsedMs, log } = ports;
    const { settings, version } = { settings: new LiveSettings(config.settings), version: this.version };
    this.settings = settings;
    this.startedMs = elapsedMs();
    this.gate = new ClientGate(elapsedMs);
    this.link = new LinkWatch(now);
    this.places = new UpstreamPlaces(() => upstream.addresses, config.upstream.direct);
    this.chain = new ChainWatch(upstream, (text) => log.error(text));
    const record = new SettingsRecord(config.data);
    const warn: (fault: Error) => void = (error) => log.warn({ error }, 'no settings were had from the service');
    this.follower =
      config.identity === null
        ? null
        : new SettingsFollower({ upstream, settings, record, now, version, warn, counts: () => this.counts() });
    this.reception = {
      gate: this.gate,
      settings,
      refused: (code) => this.traffic.refused(code),
      dropped: () => (this.droppedConnections += 1),
    };
    upstream.onExchange = (exchange) => this.traffic.fetchedAt(exchange);
    upstream.onLink = (isLinked, detail) => {
      this.link.tell(isLinked);
      if (isLinked) log.info('linked to the service');
      else log.warn({ detail }, 'the link to the service is lost');
    };
  }

  /** What a proxy below is told in `/readyz`. */
  get word(): ProxyWord {
    const { instance, links } = this.chain;
    const name = this.follower?.recognition.standing?.proxy.name ?? null;
    return { instance, name, version: this.version, chain: links };
  }

  /** Whether it is bound to one customer, as the service last said, also at an earlier start; false while that is not known. */
  get isOfOneCustomer(): boolean {
    return this.follower?.recognition.standing?.proxy.boundTo === 'customer';
  }

  /** A page of changes told the revision of the registry: what is set may have changed with it. */
  told(revision: number): void {
    this.follower?.told(revision);
  }

  /** What was last set is in force when this is over, and the service is being asked, and told what `lookups` counts. */
  async start(shutdown: Shutdown, lookups: StatusParts['lookups']): Promise<void> {
    this.lookups = lookups;
    const { follower, chain, places } = this;
    await follower?.start();
    chain.start();
    places.start();
    shutdown.onStop('steering', async () => {
      places.stop();
      await Promise.all([follower?.stop(), chain.stop()]);
    });
  }

  private counts(): ProxyCounts {
    const { hits, misses, offline } = this.lookups();
    return { lookups: hits + misses + offline, cached: hits, stale: offline };
  }

  /** Opens the status page, unless it is switched off. */
  async show(shown: ShownParts, shutdown: Shutdown): Promise<void> {
    const { status: address, listen, identity } = this.config;
    if (address === null) return;
    const { upstream, now, elapsedMs, log } = this.ports;
    const { settings, traffic, link, chain, places, follower, version, gate } = this;
    const parts: StatusParts = {
      ...{ version, now, link, chain, places, traffic, settings, follower, ...shown },
      uptimeMs: () => elapsedMs() - this.startedMs,
      isLinked: () => upstream.isLinked,
      upstreamAddress: () => upstream.address,
      linkDetail: () => upstream.detail,
      connections: () => ({ dropped: this.droppedConnections }),
      certificates: { server: listen.cert, client: identity?.cert ?? null },
    };
    const status = (): ReturnType<typeof proxyStatus> => {
      // For who looks again: the way to the service may have changed since it was last asked.
      void chain.ask();
      return proxyStatus(parts);
    };
    await listenForStatus(address, { status, traffic, gate }, log, shutdown);
  }
}
