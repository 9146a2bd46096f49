import { FAULT_CATALOG, Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { Registry, keyFingerprint, keyStateAt, refusalOfKey } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { CustomerScope, KnockingKeys, LicenseDesk, Licenses, RegisteredKey } from '@pksn/store-postgres';
import { knockingView } from '../knocking/knocking-view';

const NOT_SUBMITTED: FaultCode = 'LICENSE_KEY_NOT_SUBMITTED';

/** What a request with a key gets now and why, for whoever is read its fingerprint on the phone. */
export class RefusalDesk {
  constructor(
    private readonly licenses: Licenses,
    private readonly desk: LicenseDesk,
    private readonly knocking: KnockingKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * `keys`: those with this fingerprint that are registered, of which chance may make two; with none, `unknown` says
   * what is known beside. A customer's administrators learn of their own keys alone.
   */
  async why(fingerprint: string, scope: CustomerScope): Promise<object> {
    const known = await this.licenses.keysWith(fingerprint, scope);
    const keys: object[] = [];
    for (const key of known) keys.push(await this.judged(key, scope));
    const unknown = known.length > 0 ? null : await this.unknown(fingerprint.toLowerCase(), scope);
    return { fingerprint: fingerprint.toLowerCase(), keys, unknown };
  }

  private async judged(key: RegisteredKey, scope: CustomerScope): Promise<object> {
    const { vendor, licenseId, customerId, customerName, requestsPerSecond } = key;
    const now = this.clock.now();
    const family = await this.licenses.keysOf(`${vendor}:${licenseId}`, scope);
    const registry = new Registry(family);
    const judgement = registry.judge(key.keyHash, now);
    const content = await this.licenses.content(key);
    const code = !judgement.granted ? judgement.code : content.none ? 'LICENSE_SCOPE' : null;
    const currentFingerprint = judgement.entry === null ? null : registry.currentOf(judgement.entry);
    const refusal = code === null ? null : refusalOfKey(code, judgement.entry, currentFingerprint);
    const [newest] = family;
    return {
      license: { vendor, licenseId, customer: { id: customerId, name: customerName } },
      state: keyStateAt(key, now),
      isNewest: newest?.keyHash.equals(key.keyHash) ?? false,
      newestFingerprint: newest === undefined ? null : keyFingerprint(newest.keyHash),
      code,
      said: refusal?.said ?? null,
      facts: refusal?.facts ?? {},
      advice: code === null ? null : FAULT_CATALOG[code].advice,
      requestsPerSecond,
      emptyFeeds: content.empty,
    };
  }

  private async unknown(fingerprint: string, scope: CustomerScope): Promise<object> {
    const pending = (await this.desk.pending(scope)).find((one) => one.fingerprint === fingerprint);
    const knock = scope === null ? await this.knock(fingerprint) : null;
    return {
      code: NOT_SUBMITTED,
      advice: FAULT_CATALOG[NOT_SUBMITTED].advice,
      pending: pending === undefined ? null : { digest: pending.digest, licenseId: pending.licenseId },
      knocking: knock,
    };
  }

  private async knock(fingerprint: string): Promise<object | null> {
    try {
      return knockingView(await this.knocking.one(fingerprint));
    } catch (error) {
      if (error instanceof Fault && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}
