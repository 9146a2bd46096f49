import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@pksn/runtime';
import { ended } from './member-start';
import { ProcessPool } from './process-pool';

const SIZE = 3;
/** A member that serves nobody; a deaf one does not end when it is told to. */
const MEMBER = `
  const deaf = process.argv.includes('deaf');
  const busyMs = process.argv.includes('busy') ? 500 : 0;
  setTimeout(() => process.send({ port: 1 }), 200);
  process.on('message', ({ pool }) => pool === 'retire' && !deaf && !busyMs && process.exit(0));
  process.on('SIGTERM', () => deaf || setTimeout(() => process.exit(0), busyMs));
  process.on('disconnect', () => process.exit(0));
`;

describe('the members of a pool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  const log = createLogger({ name: 'test', level: 'silent' });
  let pool: ProcessPool;
  const started = async (args: string[] = [], patienceMs?: number): Promise<ProcessPool> => {
    cluster.setupPrimary({ exec: join(folder, 'member.cjs'), args, silent: true });
    pool = new ProcessPool(
      SIZE,
      log,
      (fault) => {
        throw fault;
      },
      patienceMs,
    );
    await pool.start();
    return pool;
  };
  const alive = (): Worker[] => [...pool.all].filter((member) => !member.isDead());

  beforeAll(() => writeFileSync(join(folder, 'member.cjs'), MEMBER));
  afterEach(() => pool.stop());
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are as many as before when a successor is killed while the others are replaced', async () => {
    await started();
    const before = new Set(pool.all);
    const replaced = pool.replaceAll();
    const successors = (): Worker[] => [...pool.all].filter((member) => !before.has(member));
    await until(() => successors().length === 2);
    successors()[0]?.process.kill('SIGKILL');
    await replaced;
    await until(() => alive().length === SIZE);
    expect(alive()).toHaveLength(SIZE);
    expect(alive().filter((member) => before.has(member))).toEqual([]);
  });

  it('are not one too many when one of them is killed before its turn', async () => {
    await started();
    const before = [...pool.all];
    const replaced = pool.replaceAll();
    before[1]?.process.kill('SIGKILL');
    await replaced;
    // Longer than the pause before what was missed is started again.
    await delay(400);
    expect(alive()).toHaveLength(SIZE);
  });

  it('may end while they are told something', async () => {
    await started();
    const [victim] = pool.all;
    victim?.process.kill('SIGKILL');
    // In this turn of the event loop nobody hears of its end.
    const deadline = performance.now() + 300;
    while (performance.now() < deadline);
    pool.tellAll({ pool: 'certificates' });
    await until(() => alive().length === SIZE && victim?.isDead() === true);
    expect(alive()).not.toContain(victim);
  });

  it('are ended when they do not end by themselves', async () => {
    await started(['deaf'], 100);
    const before = [...pool.all];
    await pool.replaceAll();
    await Promise.all(before.map(ended));
    expect(alive()).toHaveLength(SIZE);
  });

  it('are waited for at the end though they were to be replaced just now: they have things to write down', async () => {
    await started(['busy']);
    const before = [...pool.all];
    void pool.replaceAll();
    const retiring = (): Worker[] => before.filter((member) => ![...pool.all].includes(member));
    await until(() => retiring().length === 1);
    await pool.stop();
    expect(before.map((member) => member.isDead())).toEqual([true, true, true]);
  });

  it('are all replaced after the start, when that is asked for before its end', async () => {
    cluster.setupPrimary({ exec: join(folder, 'member.cjs'), args: [], silent: true });
    pool = new ProcessPool(SIZE, log, () => undefined);
    const starting = pool.start();
    const before = [...pool.all];
    await pool.replaceAll();
    await starting;
    expect(before.map((member) => member.isDead())).toEqual([true, true, true]);
    expect(alive()).toHaveLength(SIZE);
  });
});

async function until(right: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !right(); i++) await delay(20);
}
