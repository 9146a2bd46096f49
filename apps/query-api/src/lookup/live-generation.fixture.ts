import type { RegistryRow } from '@pksn/licensing';
import { Registry } from '@pksn/licensing';
import { FeedView, OverrideView } from '@pksn/reputation-index';
import type { OverrideRow } from '@pksn/reputation-index';
import { CurrentGeneration } from '../generation/current-generation';
import { LiveGeneration } from '../generation/live-generation';

export const EPOCH = '8d7f2f0e-0000-4000-8000-000000000000';
export const AS_OF = '2026-11-21T20:51:00.000Z';
const FRESH_UNTIL = Date.parse('2027-01-01T00:00:00Z');

/** A generation with one feed that knows nothing, and the provider's overrides given. */
export function generationWith(overrides: readonly OverrideRow[]): CurrentGeneration {
  const none = 'none' as const;
  const feed = new FeedView(
    {
      feed: 'acme/core',
      priority: 100,
      version: 7,
      freshUntil: FRESH_UNTIL,
      activatedAt: 0,
      coverage: { file: 'partial', url: 'full', domain: none, ip: none, certificate: none, software: none },
      prefixLengths: { ip4: [], ip6: [] },
    },
    [],
  );
  const generations = new CurrentGeneration();
  const providerOverrides = OverrideView.build(overrides);
  generations.switchTo(
    new LiveGeneration(
      { epoch: EPOCH, number: 12, asOf: AS_OF, feeds: [feed], providerOverrides, customerOverrides: new Map() },
      new Set(),
    ),
  );
  return generations;
}

/** A submitted key that is valid for ever; `change` spoils it. */
export function registryRow(keyHash: Buffer, change: Partial<RegistryRow> = {}): RegistryRow {
  return {
    keyHash,
    vendor: 'acme',
    licenseId: 'L-1',
    customerId: 'C-1',
    customerName: 'First customer',
    issuedAt: 0,
    submittedAt: 0,
    notBefore: 0,
    expiresAt: Number.MAX_SAFE_INTEGER,
    graceDays: 0,
    supersededAt: null,
    supersededBy: null,
    overlapHours: 0,
    changedAt: null,
    revokedAt: null,
    feeds: null,
    grantedFeeds: [],
    requestsPerSecond: null,
    ...change,
  };
}

export function registryOf(...rows: readonly RegistryRow[]): Registry {
  return new Registry(rows);
}
