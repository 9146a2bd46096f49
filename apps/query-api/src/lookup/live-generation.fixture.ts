import type { RegistryRow } from '@pksn/licensing';
import { Registry } from '@pksn/licensing';
import { FeedView, OverrideView } from '@pksn/reputation-index';
import type { OverrideRow, Run } from '@pksn/reputation-index';
import { CurrentGeneration } from '../generation/current-generation';
import { LiveGeneration } from '../generation/live-generation';

export const EPOCH = '8d7f2f0e-0000-4000-8000-000000000000';
export const AS_OF = '2026-11-21T20:51:00.000Z';
const FRESH_UNTIL = Date.parse('2027-01-01T00:00:00Z');

/** A feed over the runs given, newest first. */
export function feedWith(name: string, priority: number, runs: readonly Run[]): FeedView {
  const none = 'none' as const;
  return new FeedView(
    {
      feed: name,
      priority,
      version: 7,
      freshUntil: FRESH_UNTIL,
      activatedAt: 0,
      coverage: { file: 'partial', url: 'full', domain: none, ip: none, certificate: none, software: none },
      prefixLengths: { ip4: [32, 24], ip6: [128, 64] },
    },
    runs,
  );
}

/** A generation with the provider's overrides and the feeds given, in their order; one that knows nothing if none is. */
export function generationWith(
  overrides: readonly OverrideRow[],
  feeds: readonly FeedView[] = [feedWith('acme/core', 100, [])],
): CurrentGeneration {
  const generations = new CurrentGeneration();
  const providerOverrides = OverrideView.build(overrides);
  generations.switchTo(
    new LiveGeneration(
      {
        epoch: EPOCH,
        number: 12,
        asOf: AS_OF,
        infrastructure: 'private',
        feeds,
        providerOverrides,
        customerOverrides: new Map(),
      },
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
