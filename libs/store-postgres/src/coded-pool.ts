import pg from 'pg';

type Connected = (error?: Error, client?: pg.PoolClient, release?: (error?: unknown) => void) => void;

/**
 * Of a connection that it did not get in time, from the server or from other work, pg says so in words alone. And between
 * the pool and the work that gets a connection there is a moment in which nobody listens: a server that dies then would end
 * the process. The work itself hears of it by its next query.
 */
class CodedPool extends pg.Pool {
  constructor(options?: pg.PoolConfig) {
    super(options);
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(done: Connected): void;
  override connect(done?: Connected): Promise<pg.PoolClient> | void {
    if (done === undefined) {
      return super.connect().catch((error: unknown) => {
        throw coded(error);
      });
    }
    super.connect((error, client, release) => done(coded(error) as Error | undefined, client, release));
  }
}

function coded(error: unknown): unknown {
  return error instanceof Error && !('code' in error) ? Object.assign(error, { code: 'ETIMEDOUT' }) : error;
}

/** pg for TypeORM, with a pool whose every failure to connect has a code. */
export const CODED_PG = Object.create(pg, { Pool: { value: CodedPool } }) as typeof pg;
