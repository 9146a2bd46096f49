import cluster from 'node:cluster';
import type { Clock } from '@pksn/runtime';
import type { KeyUse } from '../license/key-use';
import type { RegistryState } from '../license/registry-state';
import { SharedRates } from '../license/shared-rates';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

/** How often members tell each other, and of how many keys at once: of more, later. */
const EVERY_MS = 200;
const KEYS = 1_000;

interface SharedUse {
  /** What hears of every granted request. */
  readonly use: Pick<KeyUse, 'saw'>;
  readonly stop: () => void;
}

/** Shares the rates of keys with the other members of the pool; alone, `use` is all that there is. */
export function sharedUse(use: Pick<KeyUse, 'saw'>, registry: RegistryState, clock: Clock): SharedUse {
  if (!cluster.isWorker) return { use, stop: () => undefined };
  const rates = new SharedRates(use, registry, clock);
  const timer = setInterval(() => {
    const granted = rates.take(KEYS);
    // A pool that is gone is heard of by the end of the channel.
    if (granted.length > 0 && process.connected) tell({ pool: 'granted', granted });
  }, EVERY_MS).unref();
  const heard = (message: unknown): void => {
    if (isPoolMessage(message) && message.pool === 'granted') rates.charge(message.granted);
  };
  process.on('message', heard);
  const stop = (): void => {
    clearInterval(timer);
    process.off('message', heard);
  };
  return { use: rates, stop };
}

function tell(message: PoolMessage): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
