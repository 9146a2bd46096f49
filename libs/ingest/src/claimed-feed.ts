import { readPackageHead, parseManifest } from '@pksn/package-format';
import { decodeCanonicalBase64 } from '@pksn/signing';
import type { PackageSpool } from './ports';

/** The feed that an uploaded package says it is of; nobody has verified it. Null when it cannot be read. */
export async function claimedFeed(spool: Pick<PackageSpool, 'open'>, importId: string): Promise<string | null> {
  try {
    const upload = await spool.open(importId);
    try {
      const { block } = await readPackageHead(upload.source);
      const bytes = decodeCanonicalBase64(block.manifest.payload);
      return bytes === null ? null : parseManifest(bytes).feed;
    } finally {
      await upload.close();
    }
  } catch {
    // What is wrong with it is told when it is imported.
    return null;
  }
}
