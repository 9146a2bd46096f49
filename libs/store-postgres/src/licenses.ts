import type { DataSource } from 'typeorm';
import type { CustomerScope } from './customer-scope';
import type { AcceptedFile } from './license-files';
import { licenseFile } from './license-files';
import type { HistoryEntry } from './license-history';
import { licenseHistory } from './license-history';
import type { LicenseFilter, LicensePage, LicensePlace } from './license-list';
import { listLicenses } from './license-list';
import { keysOfLicense, searchLicense } from './license-lookup';
import type { LicenseSort } from './license-order';
import type { Coverage, FeedContent } from './feed-content';
import { feedContent } from './feed-content';
import { fingerprintSql } from './fingerprint-sql';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { countUnregistered } from './pending-submissions';

/** What people look at: licenses, their keys, files and stories. Nothing here changes anything. */
export class Licenses {
  constructor(private readonly source: DataSource) {}

  list(
    filter: LicenseFilter,
    page: { readonly after: LicensePlace | null; readonly limit: number; readonly sort?: LicenseSort },
    now: number,
  ): Promise<LicensePage> {
    return listLicenses(this.source.manager, filter, page, now);
  }

  /** Submissions that await approval for licenses that are not registered, of a customer or all. */
  notRegistered(scope: CustomerScope): Promise<number> {
    return countUnregistered(this.source.manager, scope);
  }

  /** Keys of the license with this id, fingerprint or beginning of an id; newest first. Faults: see searchLicense. */
  async keysOf(text: string, scope: CustomerScope): Promise<RegisteredKey[]> {
    const { manager } = this.source;
    return keysOfLicense(manager, await searchLicense(manager, text, scope));
  }

  /** Registered keys with this fingerprint (8 hexadecimal digits in any case), which two licenses may share by chance. */
  keysWith(fingerprint: string, scope: CustomerScope): Promise<RegisteredKey[]> {
    return selectKeys(
      this.source.manager,
      `${fingerprintSql('k.key_hash')} = $1 AND ($2::text IS NULL OR l.customer_id = $2)`,
      [fingerprint.toLowerCase(), scope],
    );
  }

  /** Which of the feeds that a license covers are served here. */
  content(coverage: Coverage): Promise<FeedContent> {
    return feedContent(this.source.manager, coverage);
  }

  async history(text: string, scope: CustomerScope): Promise<HistoryEntry[]> {
    const { manager } = this.source;
    return licenseHistory(manager, await searchLicense(manager, text, scope));
  }

  /** The newest accepted file, or that of one key. Faults: see searchLicense, and NOT_FOUND for the key. */
  async file(text: string, fingerprint: string | null, scope: CustomerScope): Promise<AcceptedFile> {
    const { manager } = this.source;
    return licenseFile(manager, await searchLicense(manager, text, scope), fingerprint);
  }
}
