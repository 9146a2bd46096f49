import { Fault } from '@pksn/domain';
import { FORMAT_BOUNDS, MemorySource, PACKAGE_LIMITS, verifyPackage } from '@pksn/package-format';
import type { ByteSource, PackageLimits, PackageRequirement } from '@pksn/package-format';
import type { FixedVendor } from './fixed-vendor';
import { NOW } from './sample-content';
import { sampleSnapshot } from './sample-drafts';

/** `accepted`, or the code of the Fault; anything else that is thrown is a defect and goes through. */
export async function outcomeOf(bytes: Buffer, requirement: PackageRequirement): Promise<string> {
  try {
    await verifyPackage(new BoundedSource(bytes), requirement);
    return 'accepted';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

/** Trusts the vendor's oldest root, as a site that missed every rotation does. */
export function requirementOf(vendor: FixedVendor, changes: Partial<PackageRequirement> = {}): PackageRequirement {
  return { roots: vendor.roots.slice(0, 1), now: NOW, limits: SMALL_LIMITS, base: sampleSnapshot(), ...changes };
}

/** Enough for every package of these tests, so that a lie about sizes is refused as such. */
export const SMALL_LIMITS: PackageLimits = { ...PACKAGE_LIMITS, totalRawBytes: 1 << 30 };

/** Fails when a reader asks for more in one piece than the format allows: its memory would not be bounded. */
class BoundedSource implements ByteSource {
  private readonly source: MemorySource;

  constructor(bytes: Buffer) {
    this.source = new MemorySource(bytes);
  }

  read(length: number): Promise<Buffer> {
    if (length > FORMAT_BOUNDS.blockBytes) throw new Error(`a reader asked for ${length} bytes at once`);
    return this.source.read(length);
  }
}
