import type { AlertFacts, VainLicense } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

/** Licenses in force whose endpoints are refused all the same, because nothing that they cover is served. */
export class VainLicenses implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  /** One for all licenses that cover the same: before the first package of a vendor there may be thousands. */
  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    const groups = new Map<string, VainLicense[]>();
    for (const one of await this.facts.withoutContent(scope, now)) {
      const covered = coverOf(one);
      groups.set(covered, [...(groups.get(covered) ?? []), one]);
    }
    return [...groups].flatMap(([covered, licenses]) => alertOf(covered, licenses, scope));
  }
}

function coverOf({ vendor, feeds }: VainLicense): string {
  return feeds === null ? `any feed of ${vendor}` : feeds.join(', ');
}

function alertOf(covered: string, [first, ...others]: readonly VainLicense[], scope: CustomerScope): Alert[] {
  if (first === undefined) return [];
  const { licenseId, customer, vendor, since } = first;
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
  return [
    {
      code: 'license-without-content',
      severity: 'warning',
      subject: licenseId,
      sentence: `The license ${licenseId} of ${customer} (${vendor})${more} can see nothing: no content of ${covered} is served here, and whoever asks is refused.`,
      next:
        scope === null
          ? `Import a package of what it covers, or: pksn license grant ${licenseId} FEED`
          : 'Ask the provider which feeds the license covers.',
      since: iso(since),
      due: null,
      facts: { licenseId, customer, vendor, more: others.length, feeds: first.feeds },
    },
  ];
}
