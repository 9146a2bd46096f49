import type { BodyRules } from '@pksn/nest-kit';
import { CUSTOMER_ROLE } from './auth/roles';
import './auth/token-check';
import { GUARD_BODY_BYTES } from './guards/guard-upload';
import { IMPORT_LIMITS } from './overrides/import-lines';

export const UPLOAD_PATH = '/api/v1/packages';
export const GUARD_IMPORT_PATH = '/api/v1/guards/import';
export const PART_PATH = '/api/v1/uploads/:id';
export const IMPORT_PATH = '/api/v1/overrides/import';
export const OWN_FEED_IMPORT_PATH = '/api/v1/own-feed/import';
const MIB = 1024 * 1024;
/** A thousand license files of 64 KiB, with what JSON makes of their line ends. */
const SUBMISSION_BYTES = 66 * MIB;
/** A hundred of them: a customer has few licenses. */
const CUSTOMER_BYTES = 7 * MIB;
/** The largest announcement, as a JSON string. */
const ANNOUNCEMENT_BYTES = 25 * MIB;
/** How many times longer than others a large body may take. */
const PATIENCE = 10;
/** Millions of guarded objects are written while they arrive. */
const LONG_PATIENCE = 60;
/** What an import of overrides or of own entries ends at by itself. */
const { bytes: IMPORT_BYTES } = IMPORT_LIMITS;

/** Packages have the rules of the spool; of all others only submissions, announcements, guard lists and imports of verdicts are large. */
export function bodyRules(timeoutMs: number): BodyRules {
  return {
    timeoutMs,
    bytesFor: ({ holder, routeOptions }) =>
      holder?.role === CUSTOMER_ROLE && routeOptions.url !== IMPORT_PATH ? CUSTOMER_BYTES : null,
    routes: {
      [`POST ${UPLOAD_PATH}`]: { timeoutMs: null },
      [`PATCH ${PART_PATH}`]: { timeoutMs: null },
      [`POST ${IMPORT_PATH}`]: { bytes: IMPORT_BYTES, timeoutMs: PATIENCE * timeoutMs },
      [`POST ${OWN_FEED_IMPORT_PATH}`]: { bytes: IMPORT_BYTES, timeoutMs: PATIENCE * timeoutMs },
      [`POST ${GUARD_IMPORT_PATH}`]: { bytes: GUARD_BODY_BYTES, timeoutMs: LONG_PATIENCE * timeoutMs },
      'POST /api/v1/license-submissions': { bytes: SUBMISSION_BYTES, timeoutMs: PATIENCE * timeoutMs },
      'POST /api/v1/license-announcements': { bytes: ANNOUNCEMENT_BYTES, timeoutMs: PATIENCE * timeoutMs },
    },
  };
}
