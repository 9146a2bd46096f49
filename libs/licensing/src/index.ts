/**
 * Who may ask: license keys, license files, the registry's decision for a key, and what a submission changes.
 *
 *   license file ──verify──▶ terms ──plan──▶ records ──▶ Registry ──judge──▶ granted or a code
 */
export { formatAnnouncement, parseAnnouncement, signAnnouncement, verifyAnnouncement } from './announcement-file';
export type { VerifiedAnnouncement } from './announcement-file';
export { askerHeaders, soleHeader } from './asker-headers';
export type { AskerHeaders } from './asker-headers';
export { bearerText } from './bearer-key';
export { customerIdFrom, storedCustomerId } from './customer-id';
export type { CustomerHolding } from './customer-id';
export { endpointMark, EndpointSketch, isEndpointId, SKETCH_MARKS } from './endpoint-sketch';
export { participantMark, requireEndpointId } from './participant-mark';
export { generateIntegrationToken, integrationTokenHash, isIntegrationToken } from './integration-token';
export { judgeEntry, judgementFault, keyFault, tokenFault } from './judgement';
export type { Judgement } from './judgement';
export { KEY_STATES, keyStateAt, LICENSE_FILTER_STATES } from './key-state';
export type { LicenseFilterState } from './key-state';
export { firstChangeAfter } from './license-change';
export {
  formatLicenseFile,
  parseLicenseFile,
  signLicense,
  verifyLicenseFile,
  verifySubmittedFile,
} from './license-file';
export type { VerifiedLicense } from './license-file';
export {
  generateLicenseKey,
  keyFingerprint,
  LICENSE_KEY_CHARACTERS,
  licenseKeyHash,
  parseLicenseKey,
} from './license-key';
export type { LicenseKey } from './license-key';
export type { KnownLicenses, LicenseRecord } from './license-record';
export { keyStateOf, licenseNotices } from './license-standing';
export type { KeyState, LicenseNotice } from './license-standing';
export { mergeLicenseStatuses, parseLicenseStatus, signLicenseStatus, verifyLicenseStatus } from './license-status';
export type { LicenseChange, LicenseStatus, LicenseStatusPayload } from './license-status';
export { parseLicenseTerms } from './license-terms';
export type { LicensePayload, LicenseTerms } from './license-terms';
export { DAY_MS, DEFAULT_OVERLAP_HOURS, HOUR_MS, LICENSING_LIMITS } from './limits';
export { overlapEndOf } from './overlap';
export { PROTOCOLS } from './protocol';
export type { Protocol } from './protocol';
export { refusalOfKey } from './refusal';
export type { Refusal } from './refusal';
export { Registry } from './registry';
export type { RegistryChange } from './registry';
export { entryOf } from './registry-entry';
export type { RegistryEntry } from './registry-entry';
export type { RegistryRow } from './registry-row';
export { nativeCredential, TOKEN_PLACES, tokenCredential } from './request-credential';
export type { Credential, TokenPlace } from './request-credential';
export { coversFeed, scopeDigest, visibleFeeds } from './scope';
export { planStatus } from './status-plan';
export type { StatusPlan } from './status-plan';
export { planSubmission } from './submission';
export type { SubmissionPlan } from './submission';
export { requireRate, TokenBucket } from './token-bucket';
export type { TokenRow } from './token-row';
