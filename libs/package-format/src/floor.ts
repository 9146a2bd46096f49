import { Fault } from '@pksn/domain';
import type { Manifest } from './manifest';

/** The highest version of a feed that was ever accepted here. */
export interface PackageFloor {
  readonly version: number;
  readonly manifestDigest: string;
  /** Key ids that signed it; null when that is not known. */
  readonly signers?: readonly string[] | null;
}

/**
 * `new` above the floor, `same` for the package that made the floor (importing it again changes nothing). Throws
 * PACKAGE_ROLLBACK below the floor and PACKAGE_EQUIVOCATION when the vendor signed two packages of one version.
 * `packageKeys` are the key ids that may sign packages now.
 */
export function checkFloor(
  manifest: Pick<Manifest, 'feed' | 'version'>,
  manifestDigest: string,
  floor: PackageFloor | null,
  packageKeys: readonly string[],
): 'new' | 'same' {
  if (floor === null || manifest.version > floor.version) return 'new';
  if (manifest.version < floor.version && isFloorVoid(floor.signers ?? null, packageKeys)) return 'new';
  const facts = { feed: manifest.feed, version: manifest.version, floor: floor.version };
  if (manifest.version < floor.version) {
    throw new Fault('PACKAGE_ROLLBACK', `version ${manifest.version} is older than ${floor.version}`, { facts });
  }
  if (manifestDigest !== floor.manifestDigest) {
    throw new Fault('PACKAGE_EQUIVOCATION', `another package of version ${floor.version} is known`, { facts });
  }
  return 'same';
}

/**
 * TUF 5.3.11, fast-forward recovery: whoever stole the package keys may have raised the floor out of the vendor's
 * reach. Once none of the keys that signed the floor may sign any longer, it binds nobody: what those keys signed is
 * refused for its signature, so nothing older can come back.
 */
export function isFloorVoid(floorSigners: readonly string[] | null, packageKeys: readonly string[]): boolean {
  return floorSigners !== null && floorSigners.every((keyid) => !packageKeys.includes(keyid));
}
