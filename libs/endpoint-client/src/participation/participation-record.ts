import { join } from 'node:path';
import { removeDurable, writeDurable } from '@pksn/runtime';
import type { AcceptedStatement } from '../network/network-state';
import { aloneIn, readStateFile, STATE_MODE } from '../state-file';

/** What whoever uses this endpoint decided last, as this endpoint keeps it; it binds here whatever the service has heard. */
export interface ParticipationRecord {
  /** The statement that was accepted; null: none is. */
  readonly statement: AcceptedStatement | null;
  /** Null: undecided, and so as the provider's settings say. */
  readonly requests: boolean | null;
  readonly contributions: boolean;
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
}

const RECORD_NAME = 'participation.json';
const STATE = { lock: 'participation.lock', code: 'ENDPOINT_STATE' } as const;
/** Of a record that cannot be read nothing is known but that somebody may have said no. */
const DAMAGED: ParticipationRecord = {
  statement: null,
  requests: null,
  contributions: false,
  decidedAt: '1970-01-01T00:00:00.000Z',
};

/** Null: nobody decided anything. What is damaged counts as a no to contributions. Fault: ENDPOINT_STATE, where others can write it. */
export async function readParticipation(folder: string): Promise<ParticipationRecord | null> {
  const text = await readStateFile(join(folder, RECORD_NAME), STATE.code);
  if (text === null) return null;
  try {
    const { statement, requests, contributions, decidedAt } = JSON.parse(text) as Partial<ParticipationRecord>;
    const isRight =
      typeof contributions === 'boolean' &&
      typeof decidedAt === 'string' &&
      (requests === null || typeof requests === 'boolean') &&
      (statement === null || (typeof statement?.id === 'number' && typeof statement.language === 'string'));
    return isRight ? { statement, requests, contributions, decidedAt } : DAMAGED;
  } catch {
    return DAMAGED;
  }
}

/** Faults: ENDPOINT_STATE, DISK_FULL, DATA_FOLDER. */
export function writeParticipation(folder: string, record: ParticipationRecord): Promise<void> {
  return aloneIn(folder, STATE, () =>
    writeDurable(join(folder, RECORD_NAME), `${JSON.stringify(record, null, 2)}\n`, STATE_MODE),
  );
}

/** Forgets it. Faults: ENDPOINT_STATE, DATA_FOLDER. */
export function forgetParticipation(folder: string): Promise<void> {
  return aloneIn(folder, STATE, () => removeDurable(join(folder, RECORD_NAME)));
}
