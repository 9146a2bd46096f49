import { APPLICATION_VERSION } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { ServiceAddress } from '../endpoint-options';
import { ContributionQueue } from './contribution-queue';
import { ContributionSender } from './contribution-sender';
import type { SenderPorts } from './contribution-sender';

export interface Contributing {
  readonly queue: ContributionQueue;
  stop(): Promise<void>;
}

/**
 * Begins to collect and send. Null: the application wants no contributions, the provider has switched them off, or the endpoint has
 * no id. Fault: USAGE, for an application version of another form.
 */
export function startContributing(
  wanted: { readonly applicationVersion: string } | undefined,
  policy: ServiceAddress['policy'],
  endpointId: string | null,
  ports: Pick<SenderPorts, 'link' | 'pace' | 'timeoutMs' | 'mayContribute'>,
): Contributing | null {
  if (wanted === undefined) return null;
  const { applicationVersion } = wanted;
  if (!APPLICATION_VERSION.test(applicationVersion))
    throw new Fault('USAGE', 'an application version is two or three numbers up to 999, such as 12.4 or 12.4.117');
  if (endpointId === null || isLockedOff(policy)) return null;
  const queue = new ContributionQueue();
  const sender = new ContributionSender({ ...ports, queue, applicationVersion });
  sender.start();
  return { queue, stop: () => sender.stop() };
}

/** Whether the provider decided that its endpoints contribute nothing. */
export function isLockedOff({ contributions }: ServiceAddress['policy']): boolean {
  return contributions?.mode === 'locked' && !contributions.value;
}

/** Whether the provider decided that they contribute, once the statement is accepted. */
export function isLockedOn({ contributions }: ServiceAddress['policy']): boolean {
  return contributions?.mode === 'locked' && contributions.value;
}
