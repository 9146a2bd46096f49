import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '@pksn/history';
import type { CheckpointCause, OpenedCheckpoint } from '@pksn/history';
import type { DataSource } from '@pksn/store-postgres';
import { HistoryReader, migrate, openDatabase } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { CheckpointHeight } from './checkpoint-height';
import { CheckpointKeeper } from './checkpoint-keeper';
import { CheckpointShelf } from './checkpoint-shelf';
import { HistoryKeyFile } from './history-key-file';
import { HistoryKeys } from './history-keys';

const RULE = { entries: 5, everyMs: 60_000 };
const DUE = { cause: null, accepted: null };

let database: TemporaryDatabase;
let source: DataSource;
let history: HistoryReader;
let folder: string;
let now: number;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  history = new HistoryReader(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});
beforeEach(async () => {
  await source.query(`BEGIN; SET LOCAL session_replication_role = replica;
    DELETE FROM audit_link; DELETE FROM audit_entry; COMMIT`);
  folder = mkdtempSync(join(tmpdir(), 'pksn-checkpoints-'));
  now = Date.parse('2026-11-22T05:00:00Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyPath = (): string => join(folder, 'secrets/history-key.pem');
const keys = (): HistoryKeys => new HistoryKeys(new HistoryKeyFile(keyPath()), history);
const shelf = (): CheckpointShelf => new CheckpointShelf(join(folder, 'checkpoints'));
const height = (): CheckpointHeight => new CheckpointHeight(join(folder, 'secrets/history-newest'));
const keeper = (): CheckpointKeeper =>
  new CheckpointKeeper(history, shelf(), height(), keys(), { now: () => now }, RULE);
const write = async (entries: number, action = 'feed.set'): Promise<void> => {
  for (let n = 0; n < entries; n++) await history.record({ actor: 'test', action, subject: String(n) });
};
async function written(): Promise<OpenedCheckpoint[]> {
  const key = (await keys().known())!;
  const numbers = (await shelf().numbers()).toReversed();
  return Promise.all(numbers.map(async (number) => (await shelf().read(number, key)).checkpoint));
}
const causes = async (): Promise<CheckpointCause[]> => (await written()).map((one) => one.cause);

it('signs at first, after many entries, after a time and after an activation, and else not', async () => {
  const one = keeper();
  await one.look(DUE);
  expect(statSync(keyPath()).mode & 0o777).toBe(0o600);
  await one.look(DUE);
  await write(4);
  await one.look(DUE);
  expect(await causes()).toEqual(['first']);
  await write(1);
  await one.look(DUE);
  await write(1);
  now += RULE.everyMs;
  await one.look(DUE);
  await write(1, 'snapshot.activated');
  await one.look(DUE);
  expect(await causes()).toEqual(['first', 'entries', 'time', 'activation']);
});

it('goes on from what another process or an earlier start has signed, each naming the one before', async () => {
  const [one, two] = [keeper(), keeper()];
  for (const next of [one, two, one, keeper(), two]) {
    await write(5);
    await next.look(DUE);
  }
  const all = await written();
  expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect(all.map(({ previous }) => previous)).toEqual([null, ...all.slice(0, 4).map(({ digest }) => digest)]);
  const made = (await source.query(`SELECT subject FROM audit_entry WHERE action = 'history.key-made'`)) as unknown[];
  expect(made.at(-1)).toEqual({ subject: (await keys().known())!.keyid });
});

it('signs nothing that does not go on from its last checkpoint, until a person accepts it', async () => {
  const one = keeper();
  await one.look(DUE);
  await write(3);
  await source.query(`BEGIN; SET LOCAL session_replication_role = replica;
    UPDATE audit_entry SET actor = 'nobody' WHERE id = (SELECT max(id) - 1 FROM audit_entry); COMMIT`);
  for (const next of [one, one, keeper()]) {
    await expect(next.look({ cause: 'request', accepted: null })).rejects.toThrow(
      /HISTORY_BROKEN.*not what was written/,
    );
  }
  const accepted = { actor: 'ops', reason: 'it was me' };
  await one.look({ cause: 'break', accepted });
  await write(5);
  await one.look(DUE);
  await keeper().look(DUE);
  expect((await written()).map(({ cause, accepted: by }) => [cause, by])).toEqual([
    ['first', null],
    ['break', accepted],
    ['entries', null],
  ]);
});

it('notices that what it has read is gone', async () => {
  const one = keeper();
  await write(3);
  await one.look(DUE);
  const { sequence } = await history.head();
  await source.query(`BEGIN; SET LOCAL session_replication_role = replica;
    DELETE FROM audit_link WHERE sequence = ${String(sequence)}; COMMIT`);
  await expect(one.look(DUE)).rejects.toThrow(
    `the history ends at ${String(sequence - 1)}, and it was at ${String(sequence)} (checkpoint 1)`,
  );
  await write(1);
  await expect(one.look(DUE)).rejects.toThrow(`entry ${String(sequence)} was exchanged`);
  await expect(keeper().look(DUE)).rejects.toThrow(`entry ${String(sequence)} was exchanged`);
});

it('begins no new numbers where the folder was emptied or is not mounted, until a person accepts it', async () => {
  const one = keeper();
  await one.look(DUE);
  await one.look({ cause: 'request', accepted: null });
  const kept = join(folder, 'kept');
  renameSync(join(folder, 'checkpoints'), kept);
  for (const next of [one, keeper()]) {
    await expect(next.look(DUE)).rejects.toThrow(/HISTORY_CHECKPOINT.*checkpoint 2 was signed, and none is in/);
  }
  renameSync(kept, join(folder, 'checkpoints'));
  await one.look(DUE);
  rmSync(join(folder, 'checkpoints/0000000002.checkpoint'));
  await expect(one.look(DUE)).rejects.toThrow(/checkpoint 2 was signed, and the newest is 1/);
  await one.look({ cause: 'break', accepted: { actor: 'ops', reason: 'the disk is lost' } });
  await one.look(DUE);
  expect((await written()).map(({ number, cause }) => [number, cause])).toEqual([
    [1, 'first'],
    [3, 'break'],
  ]);
});

it('notices a key that was lost or exchanged while it runs', async () => {
  const one = keeper();
  await one.look(DUE);
  rmSync(keyPath());
  for (let n = 0; n < 2; n++) await expect(one.look(DUE)).rejects.toThrow(/HISTORY_CHECKPOINT.*may not sign/);
  await one.look({ cause: 'break', accepted: { actor: 'ops', reason: 'the key was lost' } });
  await write(5);
  await one.look(DUE);
  const made = (await keys().known())!;
  expect((await shelf().read(3, made)).checkpoint.cause).toBe('entries');
});

it('refuses a damaged checkpoint, one of another key, and a damaged key, and replaces none by itself', async () => {
  await keeper().look(DUE);
  const path = join(folder, 'checkpoints/0000000001.checkpoint');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('payload', 'Payload'));
  await expect(keeper().look(DUE)).rejects.toThrow(/^HISTORY_CHECKPOINT/);
  writeFileSync(path, text);
  const key = readFileSync(keyPath(), 'utf8');
  rmSync(keyPath());
  await expect(keeper().look(DUE)).rejects.toThrow(/HISTORY_CHECKPOINT.*may not sign/);
  writeFileSync(keyPath(), 'no key');
  await expect(keeper().look(DUE)).rejects.toThrow(/^HISTORY_KEY/);
  writeFileSync(keyPath(), key);
  chmodSync(keyPath(), 0o600);
  await keeper().look({ cause: 'request', accepted: null });
  const old = (await keys().known())!;
  rmSync(keyPath());
  await keeper()
    .look(DUE)
    .catch(() => undefined);
  await keeper().look({ cause: 'break', accepted: { actor: 'ops', reason: 'the key was lost' } });
  const [newest] = await shelf().numbers();
  const last = (await shelf().read(newest!, (await keys().known())!)).checkpoint;
  expect(last).toMatchObject({ number: 3, cause: 'break', previous: null });
  expect(openCheckpoint(text, old).number).toBe(1);
});
