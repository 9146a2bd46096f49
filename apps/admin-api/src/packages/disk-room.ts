import { Fault } from '@pksn/domain';
import { freeBytes } from '@pksn/runtime';

/** Fault: DISK_FULL, with what is missing, when so many more bytes would touch the reserve. */
export async function requireRoom(dir: string, bytes: number, reserveBytes: number): Promise<void> {
  const free = await freeBytes(dir);
  const missingBytes = bytes + reserveBytes - free;
  if (missingBytes <= 0) return;
  throw new Fault(
    'DISK_FULL',
    `the upload does not fit: ${String(missingBytes)} bytes are missing (${String(free)} are free, ${String(reserveBytes)} are kept in reserve)`,
    { facts: { missingBytes } },
  );
}
