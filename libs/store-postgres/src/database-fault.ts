import { Fault } from '@pksn/domain';

/** PostgreSQL, class 53 and 58: disk full, and an error of the disk. */
const DISK_FULL_STATE = '53100';
const IO_ERROR_STATE = '58030';

/** What PostgreSQL says about its disk becomes a Fault, DISK_FULL or DISK_ERROR; everything else stays what it is. */
export function databaseFault(error: unknown): unknown {
  const state = stateOf(error);
  if (state === DISK_FULL_STATE) return new Fault('DISK_FULL', 'the disk of the database is full', { cause: error });
  if (state === IO_ERROR_STATE) return new Fault('DISK_ERROR', 'the disk of the database failed', { cause: error });
  return error;
}

/** TypeORM keeps the error of the driver inside its own. */
function stateOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return code ?? driverError?.code;
}
