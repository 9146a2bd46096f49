import { storedRoot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot, parseEnvelope } from '@pksn/signing';
import type { TrustRoot } from '@pksn/signing';
import type { DataSource, StoredProposal } from '@pksn/store-postgres';
import { TrustedVendors } from '@pksn/store-postgres';
import { checkedRoot } from '../feeds/checked-root';
import type { Act, Json } from './act';

export interface TrustRequest {
  readonly root: Json;
  readonly fingerprint: string;
}

/** Trust in a vendor of whom nothing was taken so far. */
export class TrustAdditions implements Act {
  readonly kind = 'trust.add';
  readonly roles = ['administrator'] as const;

  constructor(private readonly clock: Clock) {}

  async basis(source: DataSource, asked: Json): Promise<Json> {
    const { vendor, fingerprint } = await this.check(source, asked);
    return { vendor, fingerprint };
  }

  async perform(source: DataSource, { request, proposedBy }: StoredProposal): Promise<Json> {
    const root = await this.check(source, request);
    await new TrustedVendors(source).add(storedRoot(root), proposedBy);
    return { vendor: root.vendor, version: root.version, fingerprint: root.fingerprint };
  }

  async view(_source: DataSource, { request }: StoredProposal): Promise<Json> {
    const root = openTrustRoot(parseEnvelope((request as unknown as TrustRequest).root, 'TRUST_ROOT_MALFORMED'));
    const { vendor, version, fingerprint, expires } = root;
    const keys = Object.entries(root.roles).flatMap(([role, { keyids }]) => keyids.map((keyid) => ({ role, keyid })));
    return { vendor, version, fingerprint, expires, keys };
  }

  private check(source: DataSource, asked: Json): Promise<TrustRoot> {
    const { root, fingerprint } = asked as unknown as TrustRequest;
    return checkedRoot(new TrustedVendors(source), root, fingerprint, this.clock.now());
  }
}
