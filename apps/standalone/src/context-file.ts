import { createHash, randomBytes } from 'node:crypto';
import { removeDurable, writeDurable } from '@pksn/runtime';
import { clearContextTokens, registerContextToken } from '@pksn/store-postgres';

export interface Context {
  readonly adminUrl: string;
  readonly queryUrl: string;
  readonly ca: string;
  /** The demonstration's license key, for lookups. */
  readonly keyFile?: string;
}

const TOKEN_BYTES = 32;

/** An administrator token for this run; the database holds its SHA-256 only, and forgets the ones before. */
export async function newContextToken(databaseUrl: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await registerContextToken(databaseUrl, createHash('sha256').update(token).digest());
  return token;
}

/** `<data>/context.json` (0600) lets `pksn` find the running service without flags. */
export async function writeContext(path: string, context: Context, token: string): Promise<void> {
  await writeDurable(path, `${JSON.stringify({ ...context, token, pid: process.pid }, null, 2)}\n`, 0o600);
}

export async function removeContext(path: string): Promise<void> {
  await removeDurable(path);
}

export async function voidContextTokens(databaseUrl: string): Promise<void> {
  await clearContextTokens(databaseUrl);
}
