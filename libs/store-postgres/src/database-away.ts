import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { isConnectionError } from './connection-error';
import type { DatabaseOptions } from './data-source';
import { openDatabase } from './data-source';
import { retryDelayMs } from './watch-patience';

/** How often a process that starts tries to connect: about half a minute of pauses, and what each try takes itself. */
const TRIES = 40;

/** What an error of the database means for whoever asked: SERVICE_UNAVAILABLE when it is away; null for all else. */
export function databaseAway(error: unknown): Fault | null {
  if (!isConnectionError(error)) return null;
  return new Fault('SERVICE_UNAVAILABLE', 'the database does not answer; whether anything was changed is not known', {
    cause: error,
  });
}

export interface AwaitedDatabase extends DatabaseOptions {
  /** How often it is tried; 40 if left out. */
  readonly tries?: number;
  /** Hears of each try that failed. */
  readonly onAway?: (error: unknown) => void;
}

/**
 * Opens the database for a process that starts, perhaps before the database does. Fault: SERVICE_UNAVAILABLE when it
 * does not come; what trying again does not mend is thrown at once.
 */
export async function awaitDatabase(
  url: string,
  poolSize: number,
  { tries = TRIES, onAway, ...options }: AwaitedDatabase = {},
): Promise<DataSource> {
  for (let failures = 0; ; failures++) {
    try {
      return await openDatabase(url, poolSize, options);
    } catch (error) {
      const away = databaseAway(error);
      if (away === null) throw error;
      if (failures + 1 >= tries) {
        throw new Fault('SERVICE_UNAVAILABLE', `the database did not answer in ${String(tries)} tries`, {
          cause: error,
        });
      }
      onAway?.(error);
      await delay(retryDelayMs(failures, Math.random()));
    }
  }
}
