import { Fault } from '@pksn/domain';
import type { UploadOrder } from './upload-headers';
import type { OpenUpload } from './upload-shelf';

export interface UploadQuota {
  /** Of one file. */
  readonly sizeBytes: number;
  readonly openInAll: number;
  readonly openPerToken: number;
  /** An upload to which nothing was written for so long is removed. */
  readonly expiryMs: number;
}

/** Faults: UPLOAD_TOO_LARGE, UPLOAD_LIMIT. */
export function requireQuota(
  order: UploadOrder,
  principal: string,
  open: readonly OpenUpload[],
  quota: UploadQuota,
): void {
  if (order.sizeBytes > quota.sizeBytes)
    throw new Fault('UPLOAD_TOO_LARGE', `packages may have at most ${String(quota.sizeBytes)} bytes`);
  const own = open.filter(({ ticket }) => ticket.principal === principal).length;
  if (own >= quota.openPerToken)
    throw new Fault('UPLOAD_LIMIT', `a person, or a token, may have ${String(quota.openPerToken)} open uploads`);
  if (open.length >= quota.openInAll)
    throw new Fault('UPLOAD_LIMIT', `there may be ${String(quota.openInAll)} open uploads in all`);
}
