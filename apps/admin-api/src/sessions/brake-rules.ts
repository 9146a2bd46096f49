import type { BrakeBucket } from '@pksn/store-postgres';
import { signInName } from '@pksn/store-postgres';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** Who tries to sign in, as the brake sees it. */
export interface Attempt {
  readonly name: string;
  /** Of who has this name; null: nobody. */
  readonly personId: string | null;
  /** The token of a browser from which this very person signed in before; null: a stranger's. */
  readonly device: string | null;
  readonly network: string;
}

/**
 * What an attempt is counted against. A browser that the person signed in from has a count that nobody else can spend;
 * strangers share one for the name and their network, and one for their network alone. So no stranger makes anybody
 * wait but those who sit in the same network and come with a new browser, and those for a quarter of an hour at most.
 */
export function bucketsOf({ name, personId, device, network }: Attempt): BrakeBucket[] {
  if (personId !== null && device !== null) return [bucket(['device', personId, device], 10)];
  return [bucket(['name', signInName(name), network], 5), networkBucket(network)];
}

/** Of a second factor, whose password was right: six digits can be guessed from many networks at once. */
export function factorBucket({ personId, device }: Attempt): BrakeBucket {
  return bucket(['factor', personId ?? '', device ?? ''], 10);
}

/** Of the present password, asked for in a session. */
export function ownBucket(personId: string): BrakeBucket {
  return bucket(['own', personId], 5);
}

/** Names of one network are tried one after the other. */
export function networkBucket(network: string): BrakeBucket {
  return { key: ['network', network], free: 50, firstWaitMs: 1_000, mostWaitMs: MINUTE_MS };
}

function bucket(key: readonly string[], free: number): BrakeBucket {
  return { key, free, firstWaitMs: 2_000, mostWaitMs: QUARTER_MS };
}
