import { join } from 'node:path';
import type { Infrastructure } from '@pksn/contract';
import { INFRASTRUCTURES } from '@pksn/contract';
import { makeDirectory, removeDurable, writeDurable } from '@pksn/runtime';
import { readStateFile, STATE_MODE } from '../state-file';

/** The statement that a person accepted. */
export interface AcceptedStatement {
  /** A whole number; a newer statement has a larger one. */
  readonly id: number;
  readonly language: string;
}

/** Which infrastructure this endpoint may ask, and by which acceptance. */
export interface NetworkState {
  readonly network: Infrastructure;
  readonly statement: AcceptedStatement | null;
  /** ISO 8601, UTC; null: nobody accepted anything, and so it is `private`. */
  readonly acceptedAt: string | null;
}

export const NOTHING_ACCEPTED: NetworkState = { network: 'private', statement: null, acceptedAt: null };

const STATE_NAME = 'network.json';
const FOLDER_MODE = 0o700;

/** What was accepted, as it is kept. State that cannot be read, or that others can write, means that nothing was: a person is asked again. */
export async function readNetworkState(folder: string): Promise<NetworkState> {
  try {
    const text = await readStateFile(join(folder, STATE_NAME), 'ENDPOINT_STATE');
    const value = JSON.parse(text ?? '{}') as Partial<NetworkState>;
    const network = INFRASTRUCTURES.find((one) => one === value.network);
    if (network === undefined || typeof value.acceptedAt !== 'string') return NOTHING_ACCEPTED;
    const { id, language } = value.statement ?? {};
    const statement = typeof id === 'number' && typeof language === 'string' ? { id, language } : null;
    return { network, statement, acceptedAt: value.acceptedAt };
  } catch {
    return NOTHING_ACCEPTED;
  }
}

/** Forgets what was accepted. Faults: DATA_FOLDER. */
export async function forgetNetworkState(folder: string): Promise<void> {
  await removeDurable(join(folder, STATE_NAME));
}

/** Faults: DISK_FULL, DATA_FOLDER. */
export async function writeNetworkState(folder: string, state: NetworkState): Promise<void> {
  await makeDirectory(folder, FOLDER_MODE);
  await writeDurable(join(folder, STATE_NAME), `${JSON.stringify(state, null, 2)}\n`, STATE_MODE);
}
