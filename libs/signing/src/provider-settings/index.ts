/**
 * The file by which a provider tells endpoints who it is, where it answers and what they may decide: its form
 * (docs/settings-file.md), its signature, and the rules by which an endpoint accepts it.
 */
export * from './accept-settings';
export * from './ca-certificates';
export * from './endpoint-policy';
export * from './open-settings';
export * from './provider-facts';
export * from './provider-fingerprint';
export * from './service-addresses';
export * from './settings-file';
export * from './settings-payload';
export * from './settings-text';
export * from './statements';
export * from './succession';
