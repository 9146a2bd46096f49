/** The import state machine: from an uploaded file to a live snapshot, over ports for database, files and queue. */
export * from './activation-rules';
export * from './feed-standing';
export * from './fold-plan';
export * from './hold';
export * from './import-line';
export * from './package-importer';
export * from './package-stager';
export * from './ports';
export * from './retention-rules';
export * from './reversal-rules';
export * from './run-folder';
export * from './run-rebuild';
export * from './snapshot-recheck';
export * from './upkeep-ports';
