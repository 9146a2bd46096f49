/**
 * The file by which a provider tells endpoints who it is, where it answers and what they may decide: its form
 * (docs/settings-file.md), its signature, and the rules by which an endpoint accepts it.
 */
export { acceptSettings } from './accept-settings';
export type { AcceptedSettings, PinnedProvider, SettingsOffer } from './accept-settings';
export { certificateFingerprints, parseCa, parseCaPem } from './ca-certificates';
export { DEFAULT_ENDPOINT_POLICY, parseEndpointPolicy } from './endpoint-policy';
export type { EndpointPolicy, PolicySwitch } from './endpoint-policy';
export { parseOfflineLimits } from './offline-limits';
export type { OfflineLimits } from './offline-limits';
export { openSettings } from './open-settings';
export type { OpenedSettings, SettingsTrust } from './open-settings';
export { parseProviderFacts } from './provider-facts';
export type { ProviderFacts } from './provider-facts';
export { groupedFingerprint, providerFingerprint, requireProviderFingerprint } from './provider-fingerprint';
export { httpsOrigin, parseOrigins, parseServices } from './service-addresses';
export type { ServiceAddresses } from './service-addresses';
export { signSettings } from './settings-file';
export { parseSettingsOrigin, parseSettingsPayload, settingsPayload } from './settings-payload';
export type { ProviderSettings, SettingsOrigin } from './settings-payload';
export {
  factLines,
  formatSettingsText,
  parseSettingsText,
  requireHonestLines,
  SETTINGS_BEGIN,
  SETTINGS_END,
} from './settings-text';
export type { SettingsText } from './settings-text';
export { parseStatements } from './statements';
export type { StatementDigest } from './statements';
export { followSuccessions, openSuccession, openSuccessions, parsePublicKey, signSuccession } from './succession';
export type { Succession } from './succession';
