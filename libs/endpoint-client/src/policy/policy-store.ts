import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { removeDurable, writeDurable } from '@pksn/runtime';
import { followTrustRoots, openPolicy, openTrustRoot, requireFingerprint, requireOwnKeys } from '@pksn/signing';
import type { TrustRoot, VendorPolicy } from '@pksn/signing';
import { ENDPOINT_LIMITS } from '../limits';
import { aloneIn, readStateFile, STATE_MODE } from '../state-file';

const STATE_NAME = 'policies.json';
const FORMAT = 1;
const STATE = { lock: 'policies.lock', code: 'POLICY_STATE' } as const;

export interface PolicyRequest {
  /** The text of the policy file. */
  readonly file: string;
  /** The text of the vendor's trust root; null: the one that was pinned before. */
  readonly trustRoot: string | null;
  /** Of that root, as a person gave it; needed the first time. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface HeldPolicy {
  readonly root: TrustRoot;
  readonly file: string;
  readonly opened: VendorPolicy;
}

/** Vendors' signed policies that reached this endpoint by themselves, and the trust roots that were pinned for them. */
export class PolicyStore {
  constructor(private readonly folder: string) {}

  get path(): string {
    return join(this.folder, STATE_NAME);
  }

  /** The newest policy of each vendor. Fault: POLICY_STATE. */
  async current(): Promise<readonly VendorPolicy[]> {
    return (await this.held()).map((one) => one.opened);
  }

  /**
   * Takes the place of an earlier policy of its vendor. A refusal changes nothing. Faults: POLICY_MALFORMED, POLICY_UNTRUSTED,
   * POLICY_OUTDATED, POLICY_STATE; TRUST_* for the root.
   */
  load({ file, trustRoot, fingerprint, now }: PolicyRequest): Promise<VendorPolicy> {
    return aloneIn(this.folder, STATE, async () => {
      const before = await this.held();
      const roots = rootsWith(
        before.map((one) => one.root),
        trustRoot,
        fingerprint,
        now,
      );
      const opened = openPolicy(file, roots, now);
      const root = roots.find((one) => one.vendor === opened.vendor) as TrustRoot;
      const earlier = before.find((one) => one.opened.vendor === opened.vendor);
      if (earlier !== undefined) requireLater(earlier, { root, file, opened });
      await this.keep([...before.filter((one) => one !== earlier), { root, file, opened }]);
      return opened;
    });
  }

  /** Forgets all policies and the vendors that were trusted for them. */
  forget(): Promise<void> {
    return aloneIn(this.folder, STATE, () => removeDurable(this.path));
  }

  private async keep(held: readonly HeldPolicy[]): Promise<void> {
    const vendors = held.map(({ root, file }) => ({ root: root.envelope, file }));
    const text = `${JSON.stringify({ format: FORMAT, vendors })}\n`;
    if (Buffer.byteLength(text) > ENDPOINT_LIMITS.stateBytes)
      throw new Fault('POLICY_STATE', 'there is no room for policies of that many vendors');
    await writeDurable(this.path, text, STATE_MODE);
  }

  /** Verified again: a byte that changed on the disk is noticed. */
  private async held(): Promise<readonly HeldPolicy[]> {
    const text = await readStateFile(this.path, STATE.code);
    if (text === null) return [];
    try {
      const { format, vendors } = JSON.parse(text) as { format: unknown; vendors: { root: object; file: string }[] };
      if (format !== FORMAT) throw new TypeError('another format');
      return vendors.map(({ root: envelope, file }) => {
        const root = openTrustRoot(JSON.stringify(envelope));
        return { root, file, opened: openPolicy(file, [root], null) };
      });
    } catch (cause) {
      throw new Fault('POLICY_STATE', `${this.path} does not hold what was loaded`, { cause });
    }
  }
}

/** The pinned roots, with the given one in the place of its predecessor or beside them. */
function rootsWith(
  pinned: readonly TrustRoot[],
  given: string | null,
  fingerprint: string | null,
  now: number,
): readonly TrustRoot[] {
  if (given === null) return pinned;
  const root = openTrustRoot(given);
  const before = pinned.find((one) => one.vendor === root.vendor);
  const others = pinned.filter((one) => one !== before);
  if (before === undefined) requireFingerprint(root, fingerprint ?? '');
  const next = before === undefined ? root : followTrustRoots(before, [root.envelope], now);
  requireOwnKeys(next, others);
  return [...others, next];
}

function requireLater(earlier: HeldPolicy, { file, opened }: HeldPolicy): void {
  if (opened.issuedAt > earlier.opened.issuedAt || file.trim() === earlier.file.trim()) return;
  throw new Fault(
    'POLICY_OUTDATED',
    `a policy of ${opened.vendor} of ${earlier.opened.issuedAt} is loaded; this one is of ${opened.issuedAt}`,
  );
}
