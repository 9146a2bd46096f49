/**
 * Who signed what: DSSE envelopes, Ed25519 keys, trust roots and their rotation. Bytes in, verified payload out.
 */
export * from './base64';
export * from './envelope';
export * from './envelope-faults';
export * from './field-reader';
export * from './limits';
export * from './names';
export * from './pae';
export * from './payload-types';
export * from './provider-settings';
export * from './signing-key';
export * from './trust-chain';
export * from './trust-root';
export * from './trust-root-payload';
export * from './vendor-keys';
