/** How often a process died over an import, so that no package is tried for ever. */
export const UPLOADS: readonly string[] = [
  `ALTER TABLE package_import ADD COLUMN begun integer NOT NULL DEFAULT 0`,
  `COMMENT ON COLUMN package_import.begun IS 'How often a process began to work on it since the last time that one ended that in order'`,
];
