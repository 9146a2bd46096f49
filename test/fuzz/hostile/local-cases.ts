import { SMALL_LIMITS } from '../check-package';
import type { HostileCase } from './hostile-case';

/** Packages that are right, and not welcome at this installation. */
export const LOCAL_CASES: readonly HostileCase[] = [
  {
    name: 'a version below the floor',
    code: 'PACKAGE_ROLLBACK',
    requirement: { floorOf: () => ({ version: 8, manifestDigest: '0'.repeat(64) }) },
  },
  {
    name: 'another package of the same version',
    code: 'PACKAGE_EQUIVOCATION',
    requirement: { floorOf: () => ({ version: 7, manifestDigest: '0'.repeat(64) }) },
  },
  {
    name: 'more raw bytes than are allowed here',
    code: 'PACKAGE_LIMIT',
    requirement: { limits: { ...SMALL_LIMITS, totalRawBytes: 1000 } },
  },
  {
    name: 'more records than are allowed here',
    code: 'PACKAGE_LIMIT',
    requirement: { limits: { ...SMALL_LIMITS, sectionRecords: 11 } },
  },
  {
    name: 'more names than are allowed here',
    code: 'PACKAGE_LIMIT',
    requirement: { limits: { ...SMALL_LIMITS, names: 1 } },
  },
  {
    name: 'more texts than are allowed here',
    code: 'PACKAGE_LIMIT',
    requirement: { limits: { ...SMALL_LIMITS, texts: 1 } },
  },
  {
    name: 'a limit that is just reached',
    code: 'accepted',
    requirement: { limits: { ...SMALL_LIMITS, sectionRecords: 12, names: 2, texts: 2 } },
  },
  {
    name: 'a version above the floor',
    code: 'accepted',
    requirement: { floorOf: () => ({ version: 6, manifestDigest: '0'.repeat(64) }) },
  },
];
