import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { makeDirectory, writeDurable } from '@pksn/runtime';
import { counted } from '../console/counted';
import { openTrustRoot, signingKeyFromPem, signingKeyToPem } from '@pksn/signing';
import { diskReason } from '../files/disk-reason';
import type { Envelope, RoleName, SigningKey, TrustRoot, Vendor } from '@pksn/signing';

/*
 * DIR/                        0700
 *   trust-root.json           what providers get
 *   trust-root.fingerprint    what they compare it with
 *   roots/N.json              every root so far, for sites that missed some and for old packages
 *   keys/ROLE-KEYID.pem       0600; keys that were replaced stay, and are not used
 */
export const TRUST_ROOT_FILE = 'trust-root.json';
export const FINGERPRINT_FILE = 'trust-root.fingerprint';
const OTHERS_BITS = 0o077;

/** A vendor's folder: its current root, the ones before, and those private keys that are here. */
export class VendorFolder {
  private constructor(
    readonly path: string,
    readonly root: TrustRoot,
    /** All roots, the oldest first; the last is `root`. */
    readonly history: readonly TrustRoot[],
    private readonly keys: ReadonlyMap<string, SigningKey>,
  ) {}

  /** Throws VENDOR_FOLDER. */
  static async open(path: string): Promise<VendorFolder> {
    const root = openTrustRoot(await readText(join(path, TRUST_ROOT_FILE)));
    const names = await readdir(join(path, 'roots')).catch(() => []);
    const numbers = names.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN));
    const earlier = numbers.filter((number) => number < root.version).sort((a, b) => a - b);
    const history: TrustRoot[] = [];
    for (const number of earlier) history.push(openTrustRoot(await readText(join(path, 'roots', `${number}.json`))));
    return new VendorFolder(path, root, [...history, root], await readKeys(join(path, 'keys')));
  }

  /** Writes a new vendor into a folder that is empty or not there. Throws VENDOR_FOLDER. */
  static async create(path: string, vendor: Vendor): Promise<void> {
    const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new Fault('VENDOR_FOLDER', `${path} cannot be used: ${diskReason(error)}`, { cause: error });
    });
    if (entries.length > 0)
      throw new Fault('VENDOR_FOLDER', `${path} is not empty; a new vendor needs a folder that is new or empty`);
    await makeDirectory(path, 0o700);
    await chmod(path, 0o700);
    await VendorFolder.write(path, vendor);
  }

  /** Keys first, the trust root last: a crash in between leaves the vendor as it was. */
  static async write(path: string, { root, keys }: Vendor): Promise<void> {
    await makeDirectory(join(path, 'keys'), 0o700);
    await makeDirectory(join(path, 'roots'), 0o700);
    for (const key of keys.root) await writeKey(path, 'root', key);
    await writeKey(path, 'package', keys.package);
    await writeKey(path, 'license', keys.license);
    await writeDurable(join(path, 'roots', `${root.version}.json`), root.text, 0o644);
    await writeDurable(join(path, FINGERPRINT_FILE), `${root.fingerprint}\n`, 0o644);
    await writeDurable(join(path, TRUST_ROOT_FILE), root.text, 0o644);
  }

  /** The updates that lead from the first root to the current one; packages carry them. */
  get rootUpdates(): Envelope[] {
    return this.history.slice(1).map((root) => root.envelope);
  }

  /** The private keys of a role that are here. Throws VENDOR_FOLDER when they are fewer than its threshold. */
  keysOf(role: RoleName): SigningKey[] {
    const { threshold, keyids } = this.root.roles[role];
    const found = keyids.flatMap((keyid) => this.keys.get(keyid) ?? []);
    if (found.length >= threshold) return found;
    throw new Fault(
      'VENDOR_FOLDER',
      `the ${role} role needs ${counted(threshold, 'key')}, and ${this.path} has ${found.length}`,
    );
  }

  keyOf(role: 'package' | 'license'): SigningKey {
    const [key] = this.keysOf(role);
    if (key === undefined) throw new Fault('VENDOR_FOLDER', `no key of the ${role} role is in ${this.path}`);
    return key;
  }
}

async function writeKey(folder: string, role: RoleName, key: SigningKey): Promise<void> {
  await writeDurable(join(folder, 'keys', `${role}-${key.keyid.slice(0, 16)}.pem`), signingKeyToPem(key), 0o600);
}

async function readKeys(folder: string): Promise<Map<string, SigningKey>> {
  const keys = new Map<string, SigningKey>();
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.pem')) continue;
    const path = join(folder, name);
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS_BITS) !== 0) {
      throw new Fault('VENDOR_FOLDER', `others may read the private key ${path}: chmod 600 it, or replace the key`);
    }
    const key = signingKeyFromPem(await readText(path));
    keys.set(key.keyid, key);
  }
  return keys;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('VENDOR_FOLDER', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
