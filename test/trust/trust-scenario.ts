import { TrustChain } from './trust-chain';
import type { PackageSpec, TrustSite } from './trust-site';
import { packageBy } from './trust-site';

/** One story of keys and versions: each step is expected to end in exactly this state or code. */
export interface TrustScenario {
  readonly name: string;
  /** Gets a vendor's name of its own. */
  readonly story: (scene: Scene) => Promise<void>;
}

/** What a scenario works with. */
export class Scene {
  constructor(
    readonly site: TrustSite,
    readonly vendor: string,
  ) {}

  chain(first: ConstructorParameters<typeof TrustChain>[1] = {}, suffix = ''): TrustChain {
    return new TrustChain(`${this.vendor}${suffix}`, first);
  }

  /** Trusts the chain's first root, as the administrator did long ago. */
  async trusted(first: ConstructorParameters<typeof TrustChain>[1] = {}, suffix = ''): Promise<TrustChain> {
    const chain = this.chain(first, suffix);
    expect(await this.site.trust(chain.first)).toBe('trusted');
    return chain;
  }

  async expects(chain: TrustChain, spec: PackageSpec, outcome: string, hold = false): Promise<void> {
    expect(await this.site.take(packageBy(chain, spec), hold)).toBe(outcome);
  }

  /** The version that is live of the vendor's feed `core`, and the root in force. */
  async stands(live: number | null, root: number | null, feed = 'core'): Promise<void> {
    const found = [await this.site.live(`${this.vendor}/${feed}`), await this.site.rootVersion(this.vendor)];
    expect(found).toEqual([live, root]);
  }
}
