import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLicenseFile } from '@pksn/licensing';
import { createLogger } from '@pksn/runtime';
import { LicenseDesk, migrate, openDatabase } from '@pksn/store-postgres';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import { RegistryState } from '../license/registry-state';
import { CurrentGeneration } from './current-generation';
import { Follower } from './follower';
import { RunShelf } from './run-shelf';

it('follows generations although a row of the registry cannot be taken', async () => {
  const database = await temporaryDatabase({ filledBy: migrate });
  const dir = mkdtempSync(join(tmpdir(), 'pksn-follower-'));
  const source = await openDatabase(database.url, 2);
  const acme = forgeVendor('acme', Date.now());
  const file = acme.license().text;
  const license = verifyLicenseFile(file, [acme.root]);
  await new LicenseDesk(source).submit({ license, file, actor: 'test', approved: true });
  // No release writes this, and none can take it.
  await source.query('UPDATE license_key SET requests_per_second = 0');
  const generations = new CurrentGeneration();
  const registry = new RegistryState();
  const shelf = new RunShelf(dir, 0);
  const log = createLogger({ name: 'test', level: 'silent' });
  const follower = new Follower(
    { databaseUrl: database.url, infrastructure: 'private', generations, registry, shelf, log },
    100,
  );
  try {
    await follower.start();
    expect(registry.registry).toBeNull();
    expect(generations.peek()?.number).toBe(1);
    await source.query(`INSERT INTO generation (number, reason, actor, feeds) VALUES (2, 'test', 'test', '[]')`);
    for (let i = 0; i < 600 && generations.peek()?.number !== 2; i++) await new Promise((done) => setTimeout(done, 50));
    expect(generations.peek()?.number).toBe(2);
    await source.query('UPDATE license_key SET requests_per_second = NULL');
    for (let i = 0; i < 600 && registry.registry === null; i++) await new Promise((done) => setTimeout(done, 50));
    expect(registry.registry?.size).toBe(1);
  } finally {
    await follower.stop();
    await source.destroy();
    await database.stop();
    rmSync(dir, { recursive: true });
  }
});
