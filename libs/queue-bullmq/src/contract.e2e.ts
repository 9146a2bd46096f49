import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@pksn/runtime';
import { TemporaryRedis } from '@pksn/testing';
import { BullDoorbell } from './bull-doorbell';
import { BullDoorbellListener } from './bull-doorbell-listener';
import { migrateQueue } from './migrate-queue';

/** A real queue server that can be taken away and brought back with its data. */
interface Backend {
  readonly url: string;
  interrupt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

async function postgresBackend(): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-queue-'));
  await chmod(folder, 0o755);
  const start = (port?: number): Promise<EmbeddedPostgres> =>
    EmbeddedPostgres.start({ folder, tuning: 'throwaway', ...(port === undefined ? {} : { port }) });
  let server = await start();
  const { port } = server;
  return {
    url: server.url(),
    interrupt: () => server.stop(),
    resume: async () => {
      server = await start(port);
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function redisBackend(): Promise<Backend> {
  const { TEST_REDIS_URL: url } = process.env;
  if (url === undefined) return TemporaryRedis.start();
  const nothing = async (): Promise<void> => undefined;
  return { url, interrupt: nothing, resume: nothing, stop: nothing };
}

/** A machine with only Node and npm has no Redis: there this leg is skipped by name. `.ci/run` demands it. */
const redisIsHere =
  process.env.PKSN_TEST_REQUIRE_REDIS === '1' ||
  process.env.TEST_REDIS_URL !== undefined ||
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')));
const backends: [string, () => Promise<Backend>][] = [['postgres', postgresBackend]];
if (redisIsHere) backends.push(['redis', redisBackend]);
else
  describe.skip('a doorbell on redis', () => it('needs redis-server: apt-get install redis-server', () => undefined));

describe.each(backends)('a doorbell on %s', (_, open) => {
  let backend: Backend;
  let bell: BullDoorbell;
  const listeners: BullDoorbellListener[] = [];

  beforeAll(async () => {
    backend = await open();
    await Promise.all([migrateQueue(backend.url), migrateQueue(backend.url)]);
    bell = BullDoorbell.open(backend.url);
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) await listener.stop();
  });
  afterAll(async () => {
    await bell.close();
    await backend.stop();
  });

  async function listen(handler: (importId: string) => Promise<void>): Promise<BullDoorbellListener> {
    const listener = new BullDoorbellListener(backend.url);
    listeners.push(listener);
    await listener.start(handler);
    return listener;
  }

  /** Collects ids, and resolves when every one of `expected` was heard. */
  function collector(expected: readonly string[]): { heard: string[]; take: (id: string) => void; all: Promise<void> } {
    const heard: string[] = [];
    const missing = new Set(expected);
    let finish: () => void = () => undefined;
    const all = new Promise<void>((done) => (finish = done));
    const take = (id: string): void => {
      heard.push(id);
      missing.delete(id);
      if (missing.size === 0) finish();
    };
    return { heard, take, all };
  }

  test('a ring wakes a listener that waits', async () => {
    const { take, all } = collector(['one']);
    await listen(async (id) => take(id));
    await bell.ring('one');
    await all;
  });

  test('a ring from before the start is delivered', async () => {
    await bell.ring('early');
    const { take, all } = collector(['early']);
    await listen(async (id) => take(id));
    await all;
  });

  test('a ring while its import is being looked at is not lost', async () => {
    let first = true;
    const { heard, take, all } = collector(['last']);
    await listen(async (id) => {
      if (id === 'twice' && first) {
        first = false;
        await bell.ring('twice');
        await bell.ring('twice');
      }
      take(id);
      if (heard.filter((one) => one === 'twice').length === 3) take('last');
    });
    await bell.ring('twice');
    await all;
  });

  test('a failing handler is called again', async () => {
    let calls = 0;
    const { take, all } = collector(['fails twice']);
    await listen(async (id) => {
      if (++calls < 3) throw new Error('not yet');
      take(id);
    });
    await bell.ring('fails twice');
    await all;
    expect(calls).toBe(3);
  });

  test('stop waits for the handler that runs, and a ring meanwhile reaches this listener or the next', async () => {
    let release: () => void = () => undefined;
    const finished: string[] = [];
    const held = new Promise<void>((done) => (release = done));
    const started = collector(['held']);
    const next = collector(['next']);
    const listener = await listen(async (id) => {
      started.take(id);
      await held;
      finished.push(id);
      next.take(id);
    });
    await bell.ring('held');
    await started.all;
    const stopped = listener.stop().then(() => [...finished]);
    await bell.ring('next');
    release();
    expect(await stopped).toContain('held');
    await listen(async (id) => next.take(id));
    await next.all;
    expect(next.heard.filter((id) => id === 'next')).toHaveLength(1);
  });

  test('of 100 rings on idle listeners none is lost', async () => {
    const ids = Array.from({ length: 100 }, (_unused, n) => `idle-${n}`);
    for (const id of ids) {
      const { take, all } = collector([id]);
      current = take;
      if (listeners.length < 2) await listen(async (heard) => current(heard));
      await bell.ring(id);
      await all;
    }
  });
  let current: (id: string) => void = () => undefined;

  test('the server goes away and comes back: rings fail with their code or arrive, and the listener goes on', async () => {
    const { take, all } = collector(['after']);
    await listen(async (id) => take(id));
    await backend.interrupt();
    const during = await bell.ring('during').catch((error: unknown) => error);
    await backend.resume();
    if (during !== undefined) expect(during).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    for (let tries = 0; tries < 20; tries++) {
      if ((await bell.ring('after').catch((error: unknown) => error)) === undefined) break;
    }
    await all;
  });
});
