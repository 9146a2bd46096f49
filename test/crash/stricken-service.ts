import { setTimeout as delay } from 'node:timers/promises';
import { TemporaryRedis, forgeVendor } from '@pksn/testing';
import type { Answer, HttpsCaller } from '../e2e/https-caller';
import { Service } from '../e2e/service';
import { eventually, submit, trust } from '../e2e/steps';
import { Prng } from '../fuzz/prng';
import { AnswerWatch } from './answer-watch';
import { VersionedFeed, fileOf, threatOf } from './versioned-feed';

export const RECORDS = 20_000;
/** On a busy machine an import takes longer; the kills need not wait for that. */
const MOMENT_LIMIT_MS = 1_500;
const ENDS = ['active', 'held', 'rejected', 'unchanged'];
const UPLOAD = { 'content-type': 'application/octet-stream' };
export const ENVIRONMENT = {
  PKSN_LOOK_INTERVAL: '100ms',
  PKSN_RETRY_INTERVAL: '200ms',
  PKSN_UPLOAD_SILENCE: '1s',
  PKSN_ORPHAN_AGE: '1s',
  // Each version's run is counted in the end.
  PKSN_RETAINED_SNAPSHOTS: '1000',
  // Nothing is wrong with an import over which these workers die.
  PKSN_IMPORT_DEATHS: '10000',
};

interface Acknowledged {
  readonly id: string;
  readonly version: number;
  /** An upload of it failed before: that one may be what went live. */
  readonly isSecond: boolean;
}

/** A service on which version after version of a feed is imported and asked for, whatever becomes of its processes. */
export class StrickenService {
  readonly acknowledged: Acknowledged[] = [];
  importMs = MOMENT_LIMIT_MS;
  /** Of processes that are no longer there. */
  oldLogs = '';

  private constructor(
    readonly service: Service,
    readonly redis: TemporaryRedis | null,
    readonly key: string,
    readonly feed: VersionedFeed,
    readonly watch: AnswerWatch,
  ) {}

  static async create(seed: number, withRedis: boolean): Promise<StrickenService> {
    const redis = withRedis ? await TemporaryRedis.start() : null;
    const service = await Service.create({ durable: true, ...(redis === null ? {} : { queueUrl: redis.url }) });
    await service.startAll(ENVIRONMENT);
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const license = vendor.license();
    await submit(service, license);
    const watch = new AnswerWatch(() => service.query(license.key), RECORDS, new Prng(seed + 1));
    const world = new StrickenService(service, redis, license.key, new VersionedFeed(vendor, RECORDS), watch);
    await world.firstVersion();
    return world;
  }

  private async firstVersion(): Promise<void> {
    const began = performance.now();
    await this.upload();
    await this.allEnded();
    this.importMs = Math.min(MOMENT_LIMIT_MS, performance.now() - began);
    await eventually(
      () => this.query.get(`/v1/files/${fileOf(0)}`),
      ({ body }) => body.threat === threatOf(1),
    );
    this.watch.start();
  }

  get query(): HttpsCaller {
    return this.service.query(this.key);
  }

  /** What is not acknowledged is sent again, as a person would. */
  async upload(bytes?: Buffer): Promise<void> {
    const raw = bytes ?? (await this.feed.next());
    const send = (): Promise<Answer> => this.service.admin.post('/api/v1/packages', { raw, headers: UPLOAD });
    let tries = 0;
    const { status, body, text } = await eventually(
      () => ((tries += 1), send()),
      (answer) => answer.status !== 503,
    );
    if (status !== 202) throw new Error(`an upload was not taken: ${text}`);
    this.acknowledged.push({ id: body.import.id, version: this.feed.version, isSecond: tries > 1 });
  }

  /** Its row, also while the database is on its way back. */
  async importOf(id: string): Promise<Answer['body']> {
    const answer = await eventually(
      () => this.service.admin.get(`/api/v1/imports/${id}`),
      ({ status }) => status !== 503,
    );
    return answer.body;
  }

  async unfinished(): Promise<boolean> {
    const newest = this.acknowledged.at(-1);
    return newest !== undefined && !ENDS.includes((await this.importOf(newest.id)).state);
  }

  async allEnded(): Promise<void> {
    const isOver = await eventually(
      async () => !(await this.unfinished()),
      (over) => over,
    );
    if (!isOver) throw new Error(`an import does not end: ${this.logs()}`);
  }

  /** Some time of the newest import; now and then when it was just staged, and its file is about to leave. */
  async moment(prng: Prng): Promise<void> {
    if (prng.below(3) > 0) return void (await delay(prng.below(Math.ceil(1.2 * this.importMs))));
    const { id } = this.acknowledged.at(-1)!;
    await eventually(
      () => this.importOf(id),
      ({ state }) => ['staged', 'ready', ...ENDS].includes(state),
    );
    await delay(prng.below(40));
  }

  logs(): string {
    return [this.oldLogs, ...[...this.service.apps.values()].map((app) => app.log())].join('');
  }

  async stop(): Promise<void> {
    await this.watch.stop();
    await this.service.stop();
    await this.redis?.stop();
  }
}
