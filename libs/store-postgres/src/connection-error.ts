const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** PostgreSQL: connection exceptions, shutdown and start of the server, too many connections, a read-only standby. */
const SQL_STATES = /^(08...|57P0[123]|53300|25006)$/;

/** Whether the server could not be reached or does not take work; the same may go through later. */
export function isConnectionError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError, errors } = error as { code?: unknown; driverError?: unknown; errors?: unknown };
  if (typeof code === 'string' && (SOCKET_CODES.has(code) || SQL_STATES.test(code))) return true;
  if (Array.isArray(errors) && errors.some(isConnectionError)) return true;
  return driverError !== undefined && driverError !== error && isConnectionError(driverError);
}
