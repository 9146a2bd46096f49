import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { SettingsStore } from '@pksn/endpoint-client';
import { errorCode, loadTls, makeDirectory, outboundProxyFor } from '@pksn/runtime';
import type { ProxyConfig } from '../config/proxy-config';
import type { OutboundRoute } from './tunnel-agent';

/** Where to ask, and who vouches for whom. */
export interface UpstreamTrust {
  readonly addresses: readonly string[];
  /** Certificates in PEM; null: those that the system trusts. */
  readonly ca: string | null;
  readonly identity: { readonly cert: string; readonly key: string } | null;
  /** By which outbound proxy an address is reached; left out: by none, whatever the environment says. */
  readonly outboundRoute?: OutboundRoute;
}

const FOLDER_MODE = 0o700;

/** The files that it is made of. */
export function trustFiles({ upstream, identity }: ProxyConfig): readonly string[] {
  return [upstream.ca, upstream.settings, identity?.cert, identity?.key].filter((path) => path != null);
}

/**
 * The provider's settings file is verified and pinned as an endpoint does it. Faults: those of its rules (SETTINGS_…),
 * CONFIG_INVALID for files that cannot be read.
 */
export async function upstreamTrust({ upstream, identity, data }: ProxyConfig, now: number): Promise<UpstreamTrust> {
  const settings = upstream.settings === null ? null : await settingsOf(upstream.settings, upstream, data, now);
  return {
    addresses: upstream.addresses.length > 0 ? upstream.addresses : (settings?.addresses ?? []),
    ca: upstream.ca === null ? (settings?.ca ?? null) : await certificatesOf(upstream.ca),
    identity: identity === null ? null : await loadTls(identity),
    ...(upstream.direct ? {} : { outboundRoute: (origin) => outboundProxyFor(origin)?.address ?? null }),
  };
}

async function settingsOf(
  path: string,
  { fingerprint }: ProxyConfig['upstream'],
  data: string,
  now: number,
): Promise<Pick<UpstreamTrust, 'addresses' | 'ca'>> {
  const folder = join(data, 'provider');
  await makeDirectory(folder, FOLDER_MODE);
  const { settings } = await new SettingsStore(folder).load({ file: await textOf(path), fingerprint, now });
  return { addresses: settings.services.query, ca: settings.ca };
}

async function certificatesOf(path: string): Promise<string> {
  const text = await textOf(path);
  try {
    new X509Certificate(text);
    return text;
  } catch (cause) {
    throw new Fault('CONFIG_INVALID', `${path} is not a PEM file with certificates`, { cause });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('CONFIG_INVALID', `${path} cannot be read (${errorCode(cause)})`, { cause });
  }
}
