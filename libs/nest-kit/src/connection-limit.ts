/** More would take the descriptors of what is served. */
const MOST_CONNECTIONS = 20_000;
/** What is left are files of the index, connections to the database, and whatever else has a descriptor. */
const SHARE = 0.75;

/** How many connections a listener takes at most in a process that may have so many files and sockets open. */
export function connectionLimit(openFiles: number): number {
  return Math.min(MOST_CONNECTIONS, Math.max(1, Math.floor(openFiles * SHARE)));
}

/** What is to be said at the start when the limit of open files costs connections; null: it costs none. */
export function connectionWarning(openFiles: number): string | null {
  const connections = connectionLimit(openFiles);
  if (connections === MOST_CONNECTIONS) return null;
  return `at most ${String(connections)} connections are taken, because the process may have ${String(openFiles)} files open (ulimit -n); ${String(Math.ceil(MOST_CONNECTIONS / SHARE))} allow for ${String(MOST_CONNECTIONS)}`;
}
