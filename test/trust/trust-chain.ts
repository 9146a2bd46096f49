import { openTrustRoot, PAYLOAD_TYPES, signEnvelope, trustRootPayload } from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';
import { fixedKey } from '../fuzz/fixed-vendor';
import { NOW } from '../fuzz/sample-content';

export const DAY_MS = 86_400_000;

/** What a root says and who signs it; what is left out stays as in the root before. Keys are named by labels. */
export interface RootSpec {
  readonly vendor: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly root: readonly string[];
  readonly rootThreshold: number;
  readonly package: readonly string[];
  readonly packageThreshold: number;
  readonly license: readonly string[];
  readonly signedBy: readonly string[];
}

/** The roots of one vendor, one after the other, right or wrong. Keys are the vendor's own unless a label says whose. */
export class TrustChain {
  readonly roots: TrustRoot[] = [];
  private spec: RootSpec;

  constructor(
    readonly vendor: string,
    first: Partial<RootSpec> = {},
  ) {
    this.spec = {
      vendor,
      version: 1,
      expires: NOW + 365 * DAY_MS,
      root: ['r1', 'r2', 'r3'],
      rootThreshold: 2,
      package: ['p1'],
      packageThreshold: 1,
      license: ['l1'],
      signedBy: ['r1', 'r2'],
      ...first,
    };
    this.roots.push(this.signed(this.spec));
  }

  /** `r1` is a key of this vendor, `other:r1` that of another. */
  key(label: string): SigningKey {
    const [owner, name] = label.includes(':') ? label.split(':') : [this.vendor, label];
    return fixedKey(`${String(owner)} ${String(name)}`);
  }

  keys(labels: readonly string[]): SigningKey[] {
    return labels.map((label) => this.key(label)).sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  }

  /** A root that this chain would go on with, without going on with it. */
  fork(change: Partial<RootSpec> = {}): TrustRoot {
    return this.signed({ ...this.spec, version: this.spec.version + 1, ...change });
  }

  next(change: Partial<RootSpec> = {}): this {
    this.spec = { ...this.spec, version: this.spec.version + 1, ...change };
    this.roots.push(this.signed(this.spec));
    return this;
  }

  private signed(spec: RootSpec): TrustRoot {
    const role = (threshold: number, labels: readonly string[]) => ({
      threshold,
      publicKeys: labels.map((label) => this.key(label).publicKey),
    });
    const payload = trustRootPayload({
      vendor: spec.vendor,
      version: spec.version,
      expires: new Date(spec.expires).toISOString(),
      roles: {
        root: role(spec.rootThreshold, spec.root),
        package: role(spec.packageThreshold, spec.package),
        license: role(1, spec.license),
      },
    });
    return openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, payload, this.keys(spec.signedBy)));
  }

  get first(): TrustRoot {
    return this.at(1);
  }

  at(position: number): TrustRoot {
    const root = this.roots[position - 1];
    if (root === undefined) throw new RangeError(`no root ${String(position)}`);
    return root;
  }

  /** All but the first: what brings a site up to date that missed every rotation. */
  get updates(): Envelope[] {
    return this.roots.slice(1).map((root) => root.envelope);
  }

  /** The labels of the package role in the newest root. */
  get packageLabels(): readonly string[] {
    return this.spec.package;
  }
}
