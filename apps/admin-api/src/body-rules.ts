import type { BodyRules } from '@pksn/nest-kit';

export const UPLOAD_PATH = '/api/v1/packages';
/** A thousand license files. */
const SUBMISSION_BYTES = 80 * 1024 * 1024;
const SUBMISSION_PATIENCE = 10;

/** Packages have the rules of the spool; of all others only submissions are large. */
export function bodyRules(timeoutMs: number): BodyRules {
  return {
    timeoutMs,
    routes: {
      [`POST ${UPLOAD_PATH}`]: { timeoutMs: null },
      'POST /api/v1/license-submissions': { bytes: SUBMISSION_BYTES, timeoutMs: SUBMISSION_PATIENCE * timeoutMs },
    },
  };
}
