import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface UpstreamCall {
  readonly method: string;
  /** Path and query, as they are to be sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | Readable;
  readonly timeoutMs?: number;
  /** Goes out also while the link is known to be lost. */
  readonly isProbe?: boolean;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
