import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { makeDirectory, writeDurable } from './durable-file';
import type { Issued } from './local-authority';

const MS_PER_DAY = 86_400_000;
const RENEW_LEAF_MS = 30 * MS_PER_DAY;
const RENEW_AUTHORITY_MS = 400 * MS_PER_DAY;
const ALWAYS = ['localhost', '127.0.0.1', '::1'];

export interface LocalTlsPaths {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * A local CA (10 years) and a server certificate (398 days) in `dir`, made when missing, renewed when less than
 * 30 days are left (the CA: when it could not outlive a new leaf) or when a host is not covered. Names: localhost,
 * both loopback addresses, this machine's name and `hosts`. Private keys are 0600. `now` in milliseconds.
 */
export async function ensureLocalTls(
  dir: string,
  options: { hosts?: readonly string[]; now: number },
): Promise<LocalTlsPaths> {
  await makeDirectory(dir, 0o755);
  const paths = { ca: join(dir, 'ca.pem'), cert: join(dir, 'server.pem'), key: join(dir, 'server.key') };
  const caKey = join(dir, 'ca.key');
  const names = [...new Set([...ALWAYS, hostname().toLowerCase(), ...(options.hosts ?? [])])].filter(isName);

  let authority = await readIssued(paths.ca, caKey);
  let renewed = false;
  if (authority === null || msLeft(authority.certificate, options.now) < RENEW_AUTHORITY_MS) {
    authority = await issuing().issueAuthority(options.now);
    await store(paths.ca, caKey, authority);
    renewed = true;
  }
  const leaf = await readIssued(paths.cert, paths.key);
  if (renewed || leaf === null || !serves(leaf.certificate, authority.certificate, names, options.now)) {
    await store(paths.cert, paths.key, await issuing().issueServer(authority, names, options.now));
  }
  return paths;
}

/** Loaded by whoever has to issue: no other process needs ASN.1, which would take a tenth of its start. */
const issuing = (): typeof import('./local-authority') =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as late as it is needed, and no module of ECMAScript
  require('./local-authority') as typeof import('./local-authority');

/** Wildcard listen addresses are no names; a URL never shows them to a client. */
function isName(host: string): boolean {
  return host !== '' && host !== '0.0.0.0' && host !== '::' && (isIP(host) !== 0 || /^[a-z0-9.-]{1,253}$/i.test(host));
}

function serves(leaf: string, authority: string, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(leaf);
  const covers = (name: string): boolean =>
    (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
  return (
    msLeft(leaf, now) >= RENEW_LEAF_MS &&
    Date.parse(certificate.validFrom) <= now &&
    certificate.checkIssued(new X509Certificate(authority)) &&
    names.every(covers)
  );
}

function msLeft(certificate: string, now: number): number {
  return Date.parse(new X509Certificate(certificate).validTo) - now;
}

/** Null when a file is missing or the pair does not fit together: then it is simply made again. */
async function readIssued(certPath: string, keyPath: string): Promise<Issued | null> {
  try {
    const [certificate, key] = await Promise.all([readFile(certPath, 'utf8'), readFile(keyPath, 'utf8')]);
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : null;
  } catch {
    return null;
  }
}

async function store(certPath: string, keyPath: string, issued: Issued): Promise<void> {
  await writeDurable(keyPath, issued.key, 0o600);
  await writeDurable(certPath, issued.certificate, 0o644);
}
