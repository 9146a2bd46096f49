import { Fault } from '@pksn/domain';
import type { DataSource, StoredProposal } from '@pksn/store-postgres';
import { TrustedVendors } from '@pksn/store-postgres';
import type { Act, Json } from './act';

/** The end of trust in a vendor. */
export class TrustRemovals implements Act {
  readonly kind = 'trust.remove';
  readonly roles = ['administrator'] as const;

  async basis(source: DataSource, { vendor: name }: Json): Promise<Json> {
    const found = (await new TrustedVendors(source).list()).find(({ vendor }) => vendor.name === name);
    const newest = found?.roots[0];
    if (newest === undefined)
      throw new Fault('NOT_FOUND', `the vendor ${String(name).slice(0, 64)} is not trusted here`);
    return { vendor: name, version: newest.version, fingerprint: newest.fingerprint };
  }

  async perform(source: DataSource, { request, proposedBy }: StoredProposal): Promise<Json> {
    const vendor = String(request['vendor']);
    await new TrustedVendors(source).remove(vendor, proposedBy);
    return { vendor };
  }

  async view(source: DataSource, { request, basis, state }: StoredProposal): Promise<Json> {
    const stakes = state === 'waiting' ? await new TrustedVendors(source).stakes(String(request['vendor'])) : null;
    return { ...basis, stakes };
  }
}
