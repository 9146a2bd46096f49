import type { DeliveryClaim } from '@pksn/contract';
import { FOREIGN_LICENSE } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { judgementFault } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { KnownProxy } from '@pksn/store-postgres';
import type { RegistryState } from '../license/registry-state';

/** By how much a proxy's clock, and a process that is behind the registry, may be off, in milliseconds. */
const SLACK_MS = 600_000;

/**
 * The license by which a proxy took a contribution: one that was good when the proxy judged it, whatever became of it by the time that
 * passed since; a revoked one counts for nothing from then on.
 */
export class DeliveryLicense {
  constructor(
    private readonly registry: Pick<RegistryState, 'registry'>,
    private readonly clock: Clock,
  ) {}

  /** Faults: those of the table, PROXY_CUSTOMER; SERVICE_UNAVAILABLE while the registry is read, or may not know a new key yet. */
  of({ licenseHash, judgedAt }: DeliveryClaim, { customerId }: Pick<KnownProxy, 'customerId'>): RegistryEntry {
    const { registry } = this.registry;
    if (registry === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its license registry');
    const keyHash = Buffer.from(licenseHash, 'hex');
    const now = this.clock.now();
    const at = Math.min(judgedAt, now);
    const judgement = registry.judge(keyHash, at);
    const { entry } = judgement;
    const isGood = judgement.granted || registry.judge(keyHash, at - SLACK_MS).granted;
    if (!judgement.granted && !isGood) {
      if (entry === null && at > now - SLACK_MS)
        throw new Fault('SERVICE_UNAVAILABLE', 'this key is so new that it may not be known here yet');
      throw judgementFault(judgement, keyHash);
    }
    if (entry === null) throw new Error('a key without an entry is never good');
    if (customerId !== null && entry.row.customerId !== customerId)
      throw new Fault('PROXY_CUSTOMER', "the license is that of another customer than the proxy's", {
        facts: FOREIGN_LICENSE,
      });
    return entry;
  }
}
