import type { MetricReport } from '@pksn/nest-kit';
import type { GrantedRequests } from '../license/shared-rates';

/** What a pool and its members tell each other over Node's IPC channel. */
export type PoolMessage =
  /** To a member: TLS session tickets are encrypted with these 48 bytes (hex), so that a session goes on in any member. */
  | { readonly pool: 'ticket-keys'; readonly keys: string }
  /** To a member: another is in its place; ask clients to come again on a new connection, then end. */
  | { readonly pool: 'retire' }
  /** To a member: look at the certificate files now, as on SIGHUP. */
  | { readonly pool: 'certificates' }
  /** To a member: say what you count. */
  | { readonly pool: 'report' }
  /** From a member: what it counts, when it is asked and when it ends. Infinity travels as null. */
  | { readonly pool: 'metrics'; readonly report: readonly MetricReport[] }
  /** From a member, and passed on to the others: what it granted to keys that have a rate. */
  | { readonly pool: 'granted'; readonly granted: readonly GrantedRequests[] }
  /** From a member that listens no longer, and back to it: whatever was on its way to it has arrived before. */
  | { readonly pool: 'farewell' };

export function isPoolMessage(message: unknown): message is PoolMessage {
  return typeof message === 'object' && message !== null && 'pool' in message;
}
