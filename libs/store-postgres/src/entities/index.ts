import { FeedRow } from './feed';
import { GenerationRow } from './generation';
import { CustomerRow, LicenseKeyRow, LicenseRow, RevokedKeyRow } from './license';
import { OverrideRow } from './override';
import { PackageImportRow } from './package-import';
import { RunRow, SnapshotRow } from './snapshot';
import { VendorRootRow, VendorRow } from './vendor';

export * from './feed';
export * from './generation';
export * from './license';
export * from './override';
export * from './package-import';
export * from './snapshot';
export * from './vendor';

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
