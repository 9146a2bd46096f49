import { Fault } from '@pksn/domain';
import type { Manifest } from './manifest';

/** The highest version of a feed that was ever accepted here. */
export interface PackageFloor {
  readonly version: number;
  readonly manifestDigest: string;
}

/**
 * `new` above the floor, `same` for the package that made the floor (importing it again changes nothing). Throws
 * PACKAGE_ROLLBACK below the floor and PACKAGE_EQUIVOCATION when the vendor signed two packages of one version.
 */
export function checkFloor(
  manifest: Pick<Manifest, 'feed' | 'version'>,
  manifestDigest: string,
  floor: PackageFloor | null,
): 'new' | 'same' {
  if (floor === null || manifest.version > floor.version) return 'new';
  const facts = { feed: manifest.feed, version: manifest.version, floor: floor.version };
  if (manifest.version < floor.version) {
    throw new Fault('PACKAGE_ROLLBACK', `version ${manifest.version} is older than ${floor.version}`, { facts });
  }
  if (manifestDigest !== floor.manifestDigest) {
    throw new Fault('PACKAGE_EQUIVOCATION', `another package of version ${floor.version} is known`, { facts });
  }
  return 'same';
}
