import { Fault } from '@pksn/domain';
import { PACKAGE_LIMITS, readPackageHead, verifyPackageHead } from '@pksn/package-format';
import type { PackageHead, VerifiedHead } from '@pksn/package-format';
import type { TrustRoot } from '@pksn/signing';
import { FileSource } from './file-source';

export interface OpenPackage {
  readonly source: FileSource;
  readonly head: VerifiedHead;
}

/**
 * Opens a package and verifies its head by the newest of these roots of one vendor that knows its signer: packages
 * made before a rotation stay usable as bases. The source stands at the first chunk.
 */
export async function openPackage(path: string, roots: readonly TrustRoot[], now: number): Promise<OpenPackage> {
  const source = await FileSource.open(path);
  try {
    return { source, head: verifyByAny(await readPackageHead(source), roots, now) };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function verifyByAny(head: PackageHead, roots: readonly TrustRoot[], now: number): VerifiedHead {
  const [newest, ...older] = [...roots].reverse();
  if (newest === undefined) throw new Fault('PACKAGE_UNTRUSTED', 'there is no trust root to verify it by');
  try {
    return verifyPackageHead(head, { roots: [newest], now, limits: PACKAGE_LIMITS });
  } catch (error) {
    const foreign = error instanceof Fault && (error.code === 'PACKAGE_UNTRUSTED' || error.code.startsWith('TRUST_'));
    if (!foreign || older.length === 0) throw error;
    return verifyByAny(head, older.reverse(), now);
  }
}
