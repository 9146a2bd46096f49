import { randomBytes } from 'node:crypto';
import type { RegistryEntry } from '@pksn/licensing';
import { createLogger, systemClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { KeyUseLedger, migrate, openDatabase } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { KeyUse } from './key-use';
import { KeyUseRecorder } from './key-use-recorder';

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 2);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

it('keeps what it cannot write while the database is away, and writes it later, once', async () => {
  const keyHash = randomBytes(32);
  const entry = { row: { keyHash } } as unknown as RegistryEntry;
  const use = new KeyUse();
  const ledger = new KeyUseLedger(source);
  const recorder = new KeyUseRecorder(use, ledger, systemClock, createLogger({ name: 'test', level: 'silent' }));
  await recorder.write();
  const see = (n: number): void => {
    for (let i = 0; i < n; i++) use.saw(entry, randomBytes(16).toString('hex'), systemClock.now());
  };
  see(20);
  await source.query('ALTER TABLE key_use RENAME TO key_use_away');
  await recorder.write();
  see(5);
  await recorder.write();
  await source.query('ALTER TABLE key_use_away RENAME TO key_use');
  await recorder.write();
  await recorder.write();
  const rows = await ledger.of([keyHash], 0);
  expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(25);
  expect(rows.reduce((sum, row) => sum + row.sketch.estimate(), 0)).toBe(25);
  see(1);
  await recorder.start();
  see(1);
  await recorder.stop();
  expect((await ledger.of([keyHash], 0)).reduce((sum, row) => sum + row.requests, 0)).toBe(27);
});
