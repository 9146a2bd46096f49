import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import { FieldChecks } from './field-checks';

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
  };
  /** The client certificate by which the proxy is known upstream; null: it has none. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
  readonly data: string;
  readonly cache: {
    /** On disk. */
    readonly bytes: number;
    readonly memoryBytes: number;
    /** The longest time for which a verdict, and that nothing is known, are kept; the service may say less. */
    readonly presentMs: number;
    readonly absentMs: number;
  };
  /** What is kept of contributions for the time without the link, on disk. */
  readonly queue: { readonly bytes: number };
  readonly offline: { readonly answersMs: number; readonly keysMs: number };
}

const MOST_BYTES = 64 * 1024;
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;
const MOST_QUEUE_BYTES = 1024 ** 4;
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
  const known = ['listen', 'upstream', 'identity', 'data', 'cache', 'queue', 'offline'];
  const file = check.section(value, 'configuration', known);
  const config = {
    listen: listenOf(check, file['listen']),
    upstream: upstreamOf(check, file['upstream']),
    identity: identityOf(check, file['identity']),
    data: check.path(file['data'], 'data'),
    cache: cacheOf(check, file['cache']),
    queue: queueOf(check, file['queue']),
    offline: offlineOf(check, file['offline']),
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
  const known = ['addresses', 'ca', 'settings', 'fingerprint', 'timeoutMs'];
  const { addresses, ca, settings, fingerprint, timeoutMs } = check.section(value, 'upstream', known);
  if (settings === undefined && (addresses === undefined || ca === undefined)) {
    check.violations.push('upstream needs a settings file, or addresses and ca');
  }
  return {
    addresses: addresses === undefined ? [] : check.addresses(addresses, 'upstream.addresses'),
    ca: check.optionalPath(ca, 'upstream.ca'),
    settings: check.optionalPath(settings, 'upstream.settings'),
    fingerprint: fingerprint === undefined ? null : check.text(fingerprint, 'upstream.fingerprint'),
    timeoutMs: check.count(timeoutMs, 'upstream.timeoutMs', { least: 100, most: 60_000, without: 5_000 }),
  };
}

function identityOf(check: FieldChecks, value: unknown): ProxyConfig['identity'] {
  if (value === undefined) return null;
  const { cert, key } = check.section(value, 'identity', ['cert', 'key']);
  return { cert: check.path(cert, 'identity.cert'), key: check.path(key, 'identity.key') };
}

function cacheOf(check: FieldChecks, value: unknown): ProxyConfig['cache'] {
  const known = ['bytes', 'memoryBytes', 'presentSeconds', 'absentSeconds'];
  const { bytes, memoryBytes, presentSeconds, absentSeconds } = check.section(value, 'cache', known);
  const lifetime = { least: 1, most: 30 * 86_400, without: 30 * 86_400 };
  const most = Number.MAX_SAFE_INTEGER;
  return {
    bytes: check.count(bytes, 'cache.bytes', { least: MIB, most, without: 1024 * MIB }),
    memoryBytes: check.count(memoryBytes, 'cache.memoryBytes', { least: 0, most: 4_096 * MIB, without: 16 * MIB }),
    presentMs: check.count(presentSeconds, 'cache.presentSeconds', lifetime) * 1_000,
    absentMs: check.count(absentSeconds, 'cache.absentSeconds', lifetime) * 1_000,
  };
}

function queueOf(check: FieldChecks, value: unknown): ProxyConfig['queue'] {
  const { bytes } = check.section(value, 'queue', ['bytes']);
  return { bytes: check.count(bytes, 'queue.bytes', { least: MIB, most: MOST_QUEUE_BYTES, without: 256 * MIB }) };
}

function offlineOf(check: FieldChecks, value: unknown): ProxyConfig['offline'] {
  const { answersHours, keysHours } = check.section(value, 'offline', ['answersHours', 'keysHours']);
  const hours = { least: 0, most: 24 * 366, without: 24 };
  return {
    answersMs: check.count(answersHours, 'offline.answersHours', hours) * HOUR_MS,
    keysMs: check.count(keysHours, 'offline.keysHours', hours) * HOUR_MS,
  };
}

function invalid(violations: readonly string[]): Fault {
  return new Fault('CONFIG_INVALID', violations.join('; '), { facts: { violations } });
}
