/**
 * The history of the installation: audit entries in a hash chain, and signed checkpoints that are kept elsewhere, by
 * which a truncated or rewritten chain is found. Specified in docs/history.md.
 */
export * from './chain-entry';
export * from './chain-walk';
export * from './checkpoint';
export * from './checkpoint-due';
export * from './checkpoint-marks';
export * from './checkpoint-retention';
export * from './history-flaw';
export * from './history-key';
export * from './limits';
