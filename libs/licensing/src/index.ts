/**
 * Who may ask: license keys, license files, the registry's decision for a key, and what a submission changes.
 *
 *   license file ──verify──▶ terms ──plan──▶ records ──▶ Registry ──judge──▶ granted or a code
 */
export * from './announcement-file';
export * from './asker-headers';
export * from './bearer-key';
export * from './customer-id';
export * from './endpoint-sketch';
export * from './integration-token';
export * from './judgement';
export * from './key-state';
export * from './license-change';
export * from './license-file';
export * from './license-key';
export * from './license-record';
export * from './license-standing';
export * from './license-status';
export * from './license-terms';
export * from './limits';
export * from './overlap';
export * from './protocol';
export * from './refusal';
export * from './registry';
export * from './registry-entry';
export * from './registry-row';
export * from './request-credential';
export * from './scope';
export * from './status-plan';
export * from './submission';
export * from './token-bucket';
export * from './token-row';
