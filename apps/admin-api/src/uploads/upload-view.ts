import type { FastifyReply } from 'fastify';
import type { UploadStanding } from './upload-desk';

/** In the headers of tus 1.0.0, and as JSON. */
export function showStanding(reply: FastifyReply, { id, offset, sizeBytes, expiresAt }: UploadStanding): object {
  void reply.headers({
    'tus-resumable': '1.0.0',
    'upload-offset': String(offset),
    'upload-length': String(sizeBytes),
    'cache-control': 'no-store',
  });
  const expires = expiresAt === null ? null : new Date(expiresAt);
  if (expires !== null) void reply.header('upload-expires', expires.toUTCString());
  return { upload: { id, offset, sizeBytes, complete: expires === null, expiresAt: expires?.toISOString() ?? null } };
}
