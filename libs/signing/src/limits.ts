/** Every bound of this lib, in one place. Sizes are bytes of the decoded value unless the name says otherwise. */
export const SIGNING_LIMITS = {
  signatures: 16,
  payloadBytes: 16 * 1024 * 1024,
  payloadTypeCharacters: 128,
  signatureCharacters: 128,
  /** A trust root as text (the whole envelope in JSON). */
  trustRootTextCharacters: 256 * 1024,
  trustRootKeys: 64,
  /** Steps that one list of trust-root updates may hold. */
  trustRootUpdates: 64,
  trustRootValidityDays: 3_660,
  /** A provider settings file as text, the lines above its block included. */
  settingsFileCharacters: 256 * 1024,
  providerNameCharacters: 200,
  providerContacts: 20,
  contactCharacters: 200,
  settingsAddresses: 16,
  addressCharacters: 300,
  /** Certificates in PEM. */
  settingsCaCharacters: 64 * 1024,
  settingsCertificates: 8,
  settingsStatements: 16,
  statementIdCharacters: 64,
  statementLanguages: 64,
  languageCharacters: 35,
  /** Changes of the provider's key that a settings file carries: an endpoint may miss that many and one load follows. */
  successions: 16,
  settingsValidityDays: 3_660,
  /** Restrictions of one policy, and the length of a reason. */
  policies: 64,
  policyReasonCharacters: 1_024,
  /** A policy file as text. */
  policyFileCharacters: 512 * 1024,
} as const;
