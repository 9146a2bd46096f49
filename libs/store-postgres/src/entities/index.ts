import { FeedRow } from './feed';
import { GenerationRow } from './generation';
import { CustomerRow, LicenseKeyRow, LicenseRow, RevokedKeyRow } from './license';
import { OverrideRow } from './override';
import { PackageImportRow } from './package-import';
import { RunRow, SnapshotRow } from './snapshot';
import { VendorRootRow, VendorRow } from './vendor';

export { FeedRow } from './feed';
export { GenerationRow } from './generation';
export type { LiveFeed } from './generation';
export { CustomerRow, LicenseKeyRow, LicenseRow, RevokedKeyRow } from './license';
export { OverrideRow } from './override';
export { PackageImportRow } from './package-import';
export { RunRow, SnapshotRow } from './snapshot';
export { VendorRootRow, VendorRow } from './vendor';

export const ENTITIES = [
  CustomerRow,
  FeedRow,
  GenerationRow,
  LicenseKeyRow,
  LicenseRow,
  OverrideRow,
  PackageImportRow,
  RevokedKeyRow,
  RunRow,
  SnapshotRow,
  VendorRootRow,
  VendorRow,
];
