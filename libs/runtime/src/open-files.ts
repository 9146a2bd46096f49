import { readFileSync } from 'node:fs';

const LINE = /^Max open files\s+(\d+)/m;

/** How many files and sockets this process may have open; Infinity where the system does not say (Linux does). */
export function openFilesLimit(): number {
  try {
    const [, limit] = LINE.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? Infinity : Number(limit);
  } catch {
    return Infinity;
  }
}
