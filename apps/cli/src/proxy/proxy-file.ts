import { dirname, join, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { SettingsStore } from '@pksn/endpoint-client';
import { readTextFile } from '../connection/read-text-file';

/** What commands want to know of a proxy's configuration file; the proxy itself judges all of it. */
export interface ProxyFile {
  /** Where its status page is; null: it has none. */
  readonly statusUrl: string | null;
  /** Whom it asks, and who vouches for them (PEM; null: whom this system trusts). */
  readonly origins: readonly string[];
  readonly ca: string | null;
  /** False: it asks through the outbound proxy of its environment. */
  readonly isDirect: boolean;
  /** Of the settings file that it was given; null: none. */
  readonly provider: string | null;
}

export const STATUS_PORT = 13_112;
const EVERYWHERE = ['0.0.0.0', '::'];

interface Fields {
  readonly status?: { readonly host?: unknown; readonly port?: unknown };
  readonly upstream?: {
    readonly addresses?: unknown;
    readonly ca?: unknown;
    readonly settings?: unknown;
    readonly direct?: unknown;
  };
  readonly data?: unknown;
}

/** Fault: USAGE for a file that is none of a proxy, or names no one to ask. */
export async function readProxyFile(path: string): Promise<ProxyFile> {
  const text = await readTextFile(path, 'configuration of a proxy');
  const fields = fieldsOf(text, path);
  const folder = dirname(resolve(path));
  const { addresses, ca } = fields.upstream ?? {};
  const named = Array.isArray(addresses) ? addresses.filter((one) => typeof one === 'string' && URL.canParse(one)) : [];
  const data = typeof fields.data === 'string' ? resolve(folder, fields.data) : folder;
  const pinned =
    fields.upstream?.settings === undefined ? null : await new SettingsStore(join(data, 'provider')).current();
  return {
    statusUrl: statusUrlOf(fields.status ?? {}),
    origins: named.length > 0 ? (named as string[]) : (pinned?.settings.services.query ?? []),
    ca: typeof ca === 'string' ? await readTextFile(resolve(folder, ca), 'CA') : (pinned?.settings.ca ?? null),
    isDirect: fields.upstream?.direct !== false,
    provider: pinned?.settings.name ?? null,
  };
}

function fieldsOf(text: string, path: string): Fields {
  try {
    const value = JSON.parse(text) as Fields | null;
    if (typeof value === 'object' && value !== null && 'upstream' in value) return value;
  } catch {
    // Said below.
  }
  throw new Fault('USAGE', `${path} is no configuration of a proxy`);
}

function statusUrlOf({ host = '127.0.0.1', port = STATUS_PORT }: NonNullable<Fields['status']>): string | null {
  if (port === null) return null;
  const name = typeof host !== 'string' || EVERYWHERE.includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${Number(port)}`;
}
