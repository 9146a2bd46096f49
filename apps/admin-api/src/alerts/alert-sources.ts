import type { DataSource } from '@pksn/store-postgres';
import {
  AlertFacts,
  Feeds,
  KeyUseLedger,
  KnockingKeys,
  LicenseDesk,
  Proposals,
  SampleStock,
  TrustedVendors,
  seenEquivocations,
  silentProxies,
  waitingProposals,
} from '@pksn/store-postgres';
import type { AlertSource } from './alert';
import { Equivocations } from './equivocations';
import { HeldSnapshots } from './held-snapshots';
import { Knocking } from './knocking';
import { LicenseChange } from './license-change';
import { LicenseExpiry } from './license-expiry';
import { OverlapEnd } from './overlap-end';
import { PendingSubmissions } from './pending-submissions';
import { ProposalsWaiting } from './proposals-waiting';
import { ProxySilence } from './proxy-silence';
import { RenewalGap } from './renewal-gap';
import { SamplesWaiting } from './samples-waiting';
import { StaleFeeds } from './stale-feeds';
import { TrustRoots } from './trust-roots';
import { VainLicenses } from './vain-licenses';
import { WaitingProposals } from './waiting-proposals';

/** Every kind of alert: a new one is a file here and a line in this list. */
export function alertSources(source: DataSource): AlertSource[] {
  const facts = new AlertFacts(source);
  return [
    new LicenseExpiry(facts),
    new LicenseChange(facts),
    new VainLicenses(facts),
    new OverlapEnd(facts, new KeyUseLedger(source)),
    new RenewalGap(facts),
    new Knocking(new KnockingKeys(source)),
    new PendingSubmissions(new LicenseDesk(source)),
    new TrustRoots(new TrustedVendors(source)),
    new StaleFeeds(new Feeds(source)),
    new HeldSnapshots(facts),
    new WaitingProposals(new Proposals(source)),
    new ProposalsWaiting((scope) => waitingProposals(source, scope)),
    new SamplesWaiting(new SampleStock(source)),
    new ProxySilence((before) => silentProxies(source, before)),
    new Equivocations((since) => seenEquivocations(source, since)),
  ];
}
