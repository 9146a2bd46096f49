import type { SessionFacts, TokenHolder } from '@pksn/store-postgres';
import type {} from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    holder?: TokenHolder;
    /** Of a person who is signed in; undefined for tokens. */
    session?: SessionFacts;
  }
}
