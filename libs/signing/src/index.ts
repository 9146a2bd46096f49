/**
 * Who signed what: DSSE envelopes, Ed25519 keys, trust roots and their rotation. Bytes in, verified payload out.
 */
export { base64Length, decodeCanonicalBase64 } from './base64';
export { parseEnvelope, signEnvelope, verifyEnvelope } from './envelope';
export type { Envelope, EnvelopeRequirement, EnvelopeSignature } from './envelope';
export { envelopeFaults, PACKAGE_ENVELOPE_FAULTS, TRUST_ENVELOPE_FAULTS } from './envelope-faults';
export type { EnvelopeFaults } from './envelope-faults';
export { FieldReader, UNSEEN_RANGES } from './field-reader';
export type { Fields } from './field-reader';
export { SIGNING_LIMITS } from './limits';
export { isFeedName, isVendorName, vendorOfFeed } from './names';
export { preAuthenticationEncoding } from './pae';
export { PAYLOAD_TYPES } from './payload-types';
export { openPolicy, POLICY_BEGIN, signPolicy } from './policy/policy-file';
export type { VendorPolicy } from './policy/policy-file';
export { parsePolicies } from './policy/request-policies';
export type { RequestPolicy } from './policy/request-policies';
export {
  acceptSettings,
  certificateFingerprints,
  DEFAULT_ENDPOINT_POLICY,
  factLines,
  followSuccessions,
  formatSettingsText,
  groupedFingerprint,
  httpsOrigin,
  openSettings,
  openSuccession,
  openSuccessions,
  parseCa,
  parseCaPem,
  parseEndpointPolicy,
  parseOfflineLimits,
  parseOrigins,
  parseProviderFacts,
  parsePublicKey,
  parseServices,
  parseSettingsOrigin,
  parseSettingsPayload,
  parseSettingsText,
  parseStatements,
  providerFingerprint,
  requireHonestLines,
  requireProviderFingerprint,
  SETTINGS_BEGIN,
  SETTINGS_END,
  settingsPayload,
  signSettings,
  signSuccession,
} from './provider-settings';
export type {
  AcceptedSettings,
  EndpointPolicy,
  OfflineLimits,
  OpenedSettings,
  PinnedProvider,
  PolicySwitch,
  ProviderFacts,
  ProviderSettings,
  ServiceAddresses,
  SettingsOffer,
  SettingsOrigin,
  SettingsText,
  SettingsTrust,
  StatementDigest,
  Succession,
} from './provider-settings';
export {
  generateSigningKey,
  keyIdOf,
  PUBLIC_KEY_BYTES,
  publicKeyFromRaw,
  rawPublicKey,
  SIGNATURE_BYTES,
  signingKeyFromPem,
  signingKeyFromPrivate,
  signingKeyToPem,
} from './signing-key';
export type { SigningKey } from './signing-key';
export { followTrustRoots, requireCurrent } from './trust-chain';
export {
  openTrustRoot,
  requireFingerprint,
  requireOwnKeys,
  roleKeys,
  rootsOfSigner,
  verifyForRole,
} from './trust-root';
export type { TrustRoot } from './trust-root';
export { parseTrustRootPayload, ROLE_NAMES, trustRootPayload } from './trust-root-payload';
export type { Role, RoleName, TrustRootContent, TrustRootStatement } from './trust-root-payload';
export { createVendor, rotateVendor, trustRootText } from './vendor-keys';
export type { Rotation, Vendor, VendorKeys, VendorOptions } from './vendor-keys';
