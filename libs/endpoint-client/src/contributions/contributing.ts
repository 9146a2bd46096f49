import { APPLICATION_VERSION } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { EndpointOptions, ServiceAddress } from '../endpoint-options';
import { ContributionJournal } from './contribution-journal';
import { ContributionQueue } from './contribution-queue';
import { ContributionReporter } from './contribution-reporter';
import type { ReporterPorts } from './contribution-reporter';
import { ContributionSender } from './contribution-sender';

/** A program that ends does not wait for long. */
const LAST_WORDS_MS = 10_000;

export interface Contributing {
  readonly queue: ContributionQueue;
  /** Drops what is not sent yet. */
  drop(): void;
  stop(): Promise<void>;
}

/**
 * Begins to collect and send. Null: the application wants no contributions, the provider has switched them off, or the endpoint has
 * no id. Fault: USAGE, for an application version of another form.
 */
export function startContributing(
  wanted: EndpointOptions['contributions'],
  policy: ServiceAddress['policy'],
  endpointId: string | null,
  ports: ReporterPorts & Pick<EndpointOptions, 'folder'>,
): Contributing | null {
  if (wanted === undefined) return null;
  const { applicationVersion, sent = 'hourly' } = wanted;
  if (!APPLICATION_VERSION.test(applicationVersion))
    throw new Fault('USAGE', 'an application version is two or three numbers up to 999, such as 12.4 or 12.4.117');
  if (endpointId === null || isLockedOff(policy)) return null;
  const queue = new ContributionQueue();
  if (sent === 'when closed') {
    const { folder, pace, timeoutMs } = ports;
    if (folder === null) throw new Fault('USAGE', 'what is sent when the client is closed needs a folder');
    const reporter = new ContributionReporter({ ...ports, timeoutMs: Math.min(timeoutMs, LAST_WORDS_MS) });
    const journal = new ContributionJournal(folder, reporter, pace, applicationVersion);
    let dropping: Promise<unknown> = Promise.resolve();
    return {
      queue,
      drop: () => {
        queue.clear();
        dropping = journal.forget().catch(() => undefined);
      },
      stop: async () => {
        await dropping;
        await journal.settle(queue).catch(() => undefined);
      },
    };
  }
  const sender = new ContributionSender({ ...ports, queue, applicationVersion });
  sender.start();
  return { queue, drop: () => queue.clear(), stop: () => sender.stop() };
}

/** Whether the provider decided that its endpoints contribute nothing. */
export function isLockedOff({ contributions }: ServiceAddress['policy']): boolean {
  return contributions?.mode === 'locked' && !contributions.value;
}

/** Whether the provider decided that they contribute, once the statement is accepted. */
export function isLockedOn({ contributions }: ServiceAddress['policy']): boolean {
  return contributions?.mode === 'locked' && contributions.value;
}
