import { runMigrations } from 'bullmq';
import { Client } from 'pg';
import { POSTGRES_SCHEMA, backendOf } from './queue-backend';

/** Brings the queue's tables up to date, under BullMQ's own advisory lock. Redis needs none. */
export async function migrateQueue(url: string): Promise<void> {
  if (backendOf(url) === 'redis') return;
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, POSTGRES_SCHEMA);
  } finally {
    await client.end();
  }
}
