import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForgedLicense } from '@pksn/testing';
import { ProxyProcess } from '../../e2e/proxy-process';
import { QUERY_PROCESSES, ThreeQueryProcesses } from '../../e2e/three-query-processes';
import type { BenchRow } from '../bench-row';
import { insertLicenses } from '../license-fixture';
import { spreadOf } from '../measure';

const GOAL_MS = 1_000;
const REGISTERED = 10_000;
const CHANGES_PER_ROUND = 5;
/** Changes come at any moment between two polls. */
const POLL_MS = 500;
const LOOK_MS = 2;
const GRANTED = 200;
const REFUSED = 401;
const PATH = '/v1/domains/example.net';
const LICENSE = 'bench';
/** Whose connections are cut. */
const FAR = 'far';

/**
 * P12: milliseconds from the commit of a submission to the moment when the last of three query processes and a proxy serves the
 * new key and refuses the old one. All database connections of one of the processes go silent right before; it is the one that the
 * proxy asks.
 */
export const licenseChange: BenchRow = {
  id: 'P12',
  rounds: 5,
  async run(options, measure) {
    const three = await ThreeQueryProcesses.start({}, (source, vendor) => insertLicenses(source, vendor, REGISTERED));
    const { ca, tls } = three.service;
    const proxy = new ProxyProcess({ upstream: `https://127.0.0.1:${String(three.service.portOf(FAR))}`, ...tls }, ca);
    const change = new LicenseChange(three, await proxy.start());
    const all = { silent: [] as number[], healthy: [] as number[] };
    const slowest = async (times: number[], silence: boolean): Promise<number> => {
      const round: number[] = [];
      for (let n = 0; n < CHANGES_PER_ROUND * (options.long ? 4 : 1); n++) round.push(await change.run(silence));
      times.push(...round);
      return Math.max(...round);
    };
    try {
      await change.begin();
      await measure([
        {
          what: 'license change in force on the last of three query processes and a proxy, the database connections of the one that the proxy asks cut silently right before; slowest of a round',
          unit: 'ms',
          baselineWhat: 'the same with healthy connections',
          goal: { text: `<= ${String(GOAL_MS)} ms`, met: (figure) => figure <= GOAL_MS },
          figure: () => slowest(all.silent, true),
          baseline: () => slowest(all.healthy, false),
        },
      ]);
      for (const [name, times] of Object.entries(all)) {
        const { min, median, max } = spreadOf(times);
        const figures = [min, median, max].map((ms) => ms.toFixed(0)).join(' / ');
        options.say(`${name}: ${String(times.length)} changes, min/median/max ${figures} ms`);
      }
    } finally {
      change.end();
      await proxy.stop();
      await three.stop();
    }
  },
};

/** One license that gets a new key again and again; the old one ends at once. */
class LicenseChange {
  private readonly agent = new Agent({ keepAlive: true });
  private minutesAgo = 40_000;
  private current: ForgedLicense;

  constructor(
    private readonly three: ThreeQueryProcesses,
    private readonly proxy: ProxyProcess,
  ) {
    this.current = this.next();
  }

  async begin(): Promise<void> {
    const { three, current } = this;
    await three.submit(three.source, current);
    await three.source.query('UPDATE license SET overlap_hours = 0 WHERE license_id = $1', [LICENSE]);
    await this.inForce(current, null);
  }

  async run(silence: boolean): Promise<number> {
    const [old, fresh] = [this.current, this.next()];
    this.current = fresh;
    await delay(Math.random() * POLL_MS);
    if (silence) this.three.relays.far.freeze();
    await this.three.submit(this.three.source, fresh);
    const committed = process.hrtime.bigint();
    await this.inForce(fresh, old);
    return Number(process.hrtime.bigint() - committed) / 1e6;
  }

  end(): void {
    this.agent.destroy();
  }

  private next(): ForgedLicense {
    return this.three.license(LICENSE, this.minutesAgo--);
  }

  private async inForce(fresh: ForgedLicense, old: ForgedLicense | null): Promise<void> {
    const atServices = QUERY_PROCESSES.map(async (name) => {
      const port = this.three.service.portOf(name);
      while ((await this.status(port, fresh.key)) !== GRANTED) await delay(LOOK_MS);
      if (old !== null && (await this.status(port, old.key)) !== REFUSED) throw new Error(`${name} serves the old key`);
    });
    await Promise.all([...atServices, this.inForceAtProxy(fresh, old)]);
  }

  /** A proxy learns of the new key when it asks, and of the old one's end when it is told: the later of both counts. */
  private async inForceAtProxy(fresh: ForgedLicense, old: ForgedLicense | null): Promise<void> {
    const { port } = this.proxy;
    while ((await this.status(port, fresh.key)) !== GRANTED) await delay(LOOK_MS);
    while (old !== null && (await this.status(port, old.key)) !== REFUSED) await delay(LOOK_MS);
  }

  private status(port: number, key: string): Promise<number> {
    const { agent } = this;
    const { ca } = this.three.service;
    const headers = { authorization: `Bearer ${key}` };
    return new Promise((done, fail) => {
      const asked = request({ host: '127.0.0.1', port, path: PATH, headers, ca, agent }, (answer) => {
        answer.resume();
        answer.on('end', () => done(answer.statusCode ?? 0));
        answer.on('error', fail);
      });
      asked.on('error', fail);
      asked.end();
    });
  }
}
