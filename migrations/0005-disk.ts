/** How full the disks were, day by day, so that it can be said when they will be full. The writer keeps it small. */
export const DISK: readonly string[] = [
  `CREATE TABLE disk_day (
     place text NOT NULL CHECK (place IN ('spool', 'index', 'database')),
     day date NOT NULL,
     used_bytes bigint NOT NULL CHECK (used_bytes >= 0),
     PRIMARY KEY (place, day)
   )`,
  `COMMENT ON TABLE disk_day IS 'The most that was in use on a day (UTC): of the file system of the place, or, for a database on another machine, of the database itself'`,
];
