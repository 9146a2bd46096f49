import { Fault } from '@pksn/domain';
import type { KnownProxies, KnownProxy } from '@pksn/store-postgres';
import type { WaitingDatabase } from '../waiting-database';

interface Batch {
  readonly fingerprints: Set<string>;
  readonly found: Promise<readonly KnownProxy[]>;
}

/** Certificates that may wait for one question. */
const MOST = 1_000;
const RETRY_SECONDS = 1;

/**
 * Whose certificates are, asked of the database by one question at a time for all who came meanwhile. Anybody may show a certificate of
 * his own on as many connections as he likes: it costs others neither the database nor their turn.
 */
export class IdentityQueries {
  private next: Batch | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly known: Pick<KnownProxies, 'of'>,
    private readonly database: Pick<WaitingDatabase, 'use'>,
  ) {}

  /**
   * What is registered of these, and maybe of others; asked after the call. Faults: SERVICE_OVERLOADED; SERVICE_UNAVAILABLE while the
   * database is away.
   */
  of(fingerprints: readonly string[]): Promise<readonly KnownProxy[]> {
    const batch = (this.next ??= this.begin());
    if (batch.fingerprints.size + fingerprints.length > MOST)
      throw new Fault('SERVICE_OVERLOADED', 'too many connections show certificates at once', {
        facts: { retryAfterSeconds: RETRY_SECONDS },
      });
    for (const one of fingerprints) batch.fingerprints.add(one);
    return batch.found;
  }

  private begin(): Batch {
    const fingerprints = new Set<string>();
    const found = this.running.then(() => {
      this.next = null;
      return this.database.use(() => this.known.of([...fingerprints]));
    });
    this.running = found.then(ended, ended);
    return { fingerprints, found };
  }
}

function ended(): void {
  return undefined;
}
