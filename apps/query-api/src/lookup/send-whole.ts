import type { ScopeMark } from '@pksn/contract';
import { formatScopeMark, SCOPE_HEADER } from '@pksn/contract';
import type { FastifyReply } from 'fastify';

const STATUS_OK = 200;

/**
 * Sends a large answer; `sent` is called once its memory is free for another one. The head goes first, on its own: with
 * both at once Node would copy the whole answer behind the head before it encrypts.
 */
export function sendWhole(
  reply: FastifyReply,
  { type, mark }: { readonly type: string; readonly mark: ScopeMark },
  bytes: Buffer,
  sent?: (bytes: Buffer) => void,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(STATUS_OK, {
    'content-type': type,
    'content-length': bytes.length,
    [SCOPE_HEADER]: formatScopeMark(mark),
  });
  raw.flushHeaders();
  raw.end(bytes, () => sent?.(bytes));
}
