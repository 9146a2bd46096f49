import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import type { SettingValues } from '../settings/setting-values';
import { FieldChecks } from './field-checks';
import { fileSettings, settingsOfSection } from './file-settings';

/** The proxy's one configuration file, in JSON; paths in it are relative to its folder. docs/proxy.md has the fields. */
export interface ProxyConfig {
  readonly listen: { readonly host: string; readonly port: number; readonly cert: string; readonly key: string };
  readonly upstream: {
    /** In the order to try; empty: those of the settings file. */
    readonly addresses: readonly string[];
    /** A PEM file that vouches for the addresses; null: the settings file's. */
    readonly ca: string | null;
    readonly settings: string | null;
    /** Of the provider's key: needed the first time that a settings file is read. */
    readonly fingerprint: string | null;
    readonly timeoutMs: number;
    /** A stream of changes that is silent for longer is half open. The service writes a comment line every 15 s. */
    readonly silenceMs: number;
    /** False: by the outbound proxy that the environment names (HTTPS_PROXY, NO_PROXY); else never by one. */
    readonly direct: boolean;
  };
  /** The client certificate by which the proxy is known upstream; null: it has none. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
  readonly data: string;
  readonly cache: {
    /** On disk. */
    readonly bytes: number;
    readonly memoryBytes: number;
  };
  /** What the file says of all that the service may set, too. */
  readonly settings: Partial<SettingValues>;
  /** Where the page, the figures and the metrics are; null: nowhere. Plain HTTP, and nothing secret. */
  readonly status: { readonly host: string; readonly port: number } | null;
}

const MOST_BYTES = 64 * 1024;
const MIB = 1024 * 1024;
const MOST_PORT = 65_535;

/** Fault: CONFIG_INVALID, with all violations by name. */
export function readProxyConfig(path: string): ProxyConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid([`${path} cannot be read (${errorCode(cause)})`]);
  }
  if (text.length > MOST_BYTES) throw invalid([`${path} is larger than ${String(MOST_BYTES)} bytes`]);
  return parseProxyConfig(text, dirname(path));
}

/** Fault: CONFIG_INVALID. */
export function parseProxyConfig(text: string, folder: string): ProxyConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid([`the file is not JSON (${cause instanceof Error ? cause.message.slice(0, 100) : ''})`]);
  }
  const check = new FieldChecks(folder);
  const known = ['listen', 'upstream', 'identity', 'data', 'cache', 'offline', 'limits', 'allowedClients', 'status'];
  const file = check.section(value, 'configuration', known);
  const config = {
    listen: listenOf(check, file['listen']),
    upstream: upstreamOf(check, file['upstream']),
    identity: identityOf(check, file['identity']),
    data: check.path(file['data'], 'data'),
    cache: cacheOf(check, file['cache']),
    settings: settingsOf(check, file),
    status: statusOf(check, file['status']),
  };
  if (check.violations.length > 0) throw invalid(check.violations);
  return config;
}

function listenOf(check: FieldChecks, value: unknown): ProxyConfig['listen'] {
  const { host, port, cert, key } = check.section(value, 'listen', ['host', 'port', 'cert', 'key']);
  return {
    host: host === undefined ? '0.0.0.0' : check.text(host, 'listen.host'),
    port: check.count(port, 'listen.port', { least: 0, most: MOST_PORT, without: 13_111 }),
    cert: check.path(cert, 'listen.cert'),
    key: check.path(key, 'listen.key'),
  };
}

function upstreamOf(check: FieldChecks, value: unknown): ProxyConfig['upstream'] {
  const known = ['addresses', 'ca', 'settings', 'fingerprint', 'timeoutMs', 'silenceMs', 'direct'];
  const { addresses, ca, settings, fingerprint, timeoutMs, silenceMs, direct } = check.section(
    value,
    'upstream',
    known,
  );
  if (settings === undefined && (addresses === undefined || ca === undefined)) {
    check.violations.push('upstream needs a settings file, or addresses and ca');
  }
  return {
    addresses: addresses === undefined ? [] : check.addresses(addresses, 'upstream.addresses'),
    ca: check.optionalPath(ca, 'upstream.ca'),
    settings: check.optionalPath(settings, 'upstream.settings'),
    fingerprint: fingerprint === undefined ? null : check.text(fingerprint, 'upstream.fingerprint'),
    timeoutMs: check.count(timeoutMs, 'upstream.timeoutMs', { least: 100, most: 60_000, without: 5_000 }),
    silenceMs: check.count(silenceMs, 'upstream.silenceMs', { least: 500, most: 120_000, without: 20_000 }),
    direct: check.flag(direct, 'upstream.direct', true),
  };
}

function identityOf(check: FieldChecks, value: unknown): ProxyConfig['identity'] {
  if (value === undefined) return null;
  const { cert, key } = check.section(value, 'identity', ['cert', 'key']);
  return { cert: check.path(cert, 'identity.cert'), key: check.path(key, 'identity.key') };
}

function cacheOf(check: FieldChecks, value: unknown): ProxyConfig['cache'] {
  const { bytes, memoryBytes } = check.section(value, 'cache', ['bytes', 'memoryBytes', ...settingsOfSection('cache')]);
  const most = Number.MAX_SAFE_INTEGER;
  return {
    bytes: check.count(bytes, 'cache.bytes', { least: MIB, most, without: 1024 * MIB }),
    memoryBytes: check.count(memoryBytes, 'cache.memoryBytes', { least: 0, most: 4_096 * MIB, without: 10 * MIB }),
  };
}

function settingsOf(check: FieldChecks, file: Readonly<Record<string, unknown>>): ProxyConfig['settings'] {
  for (const section of ['offline', 'limits'] as const)
    check.section(file[section], section, settingsOfSection(section));
  return fileSettings(check, file);
}

function statusOf(check: FieldChecks, value: unknown): ProxyConfig['status'] {
  const { host, port } = check.section(value, 'status', ['host', 'port']);
  if (port === null) return null;
  return {
    host: host === undefined ? '127.0.0.1' : check.text(host, 'status.host'),
    port: check.count(port, 'status.port', { least: 0, most: MOST_PORT, without: 13_112 }),
  };
}

function invalid(violations: readonly string[]): Fault {
  return new Fault('CONFIG_INVALID', violations.join('; '), { facts: { violations } });
}
