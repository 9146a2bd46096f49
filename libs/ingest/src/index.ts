/** The import state machine: from an uploaded file to a live snapshot, over ports for database, files and queue. */
export * from './activation-rules';
export * from './feed-standing';
export * from './guards';
export * from './hold';
export * from './import-line';
export * from './judgement';
export * from './package-importer';
export * from './package-stager';
export * from './ports';
export * from './preview';
export * from './reversal-rules';
export * from './snapshot-recheck';
