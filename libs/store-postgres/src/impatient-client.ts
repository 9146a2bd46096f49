import type { Socket } from 'node:net';
import type { ClientConfig } from 'pg';
import { Client } from 'pg';

type Ask = (...given: unknown[]) => unknown;

/**
 * A connection that ends when a query gets no answer for so many milliseconds. pg's own `query_timeout` only stops to
 * wait: the connection goes back to its pool with its transaction open, and what is done later over it commits what was
 * given up before. The end of the connection is the one thing that the server takes for a rollback, whenever it wakes.
 * What failed because its connection ended has a code that says so.
 */
export function impatientClient(patienceMs: number): typeof Client {
  return class extends Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      const ask = this.query.bind(this) as Ask;
      const query: Ask = (...given) => {
        const answer = ask(...given);
        // COPY answers with a stream: it may take long.
        if (answer instanceof Promise) this.limit(answer);
        return answer;
      };
      this.query = query as Client['query'];
    }

    private limit(answer: Promise<unknown>): void {
      const { connection } = this as unknown as { readonly connection: { readonly stream: Socket } };
      const timer = setTimeout(() => connection.stream.destroy(silence(patienceMs)), patienceMs);
      answer.then(
        () => clearTimeout(timer),
        (error: unknown) => {
          clearTimeout(timer);
          if (connection.stream.destroyed) nameReset(error);
        },
      );
    }
  };
}

function silence(patienceMs: number): Error {
  const error = new Error(`the database gave no answer within its timeout of ${String(patienceMs)} ms`);
  return Object.assign(error, { code: 'ETIMEDOUT' });
}

/** Of a connection that the other side ended, pg says so in words alone. */
function nameReset(error: unknown): void {
  if (error instanceof Error && !('code' in error)) Object.assign(error, { code: 'ECONNRESET' });
}
