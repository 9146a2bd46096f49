import { types } from 'node:util';
import { Fault } from '@pksn/domain';
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { errorCode } from './disk';
import { scrub } from './log-scrubber';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-apikey',
  'X-Api-Key',
  'x-api-key',
  'apikey',
  'token',
  'password',
  'secret',
  'licenseKey',
];
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/**
 * JSON lines on standard output. Secrets are taken out twice: by field name, and by form from the finished line
 * (license keys, bearer tokens, passwords in URLs). Never log the objects that endpoints ask about.
 */
export function createLogger(options: { name: string; level?: LogLevel; destination?: DestinationStream }): Logger {
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
    },
    { write: (line: string) => destination.write(scrub(line)) },
  );
}

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const CAUSE_DEPTH = 4;

/**
 * Only the fields named here: database errors carry statements and parameters, which may hold object values.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!types.isNativeError(error)) return { type: typeof error, message: 'not an Error' };
  const code = errorCode(error);
  const expected = error instanceof Fault;
  return {
    type: error.name,
    message: expected ? error.detail : error.message,
    ...(code === '' ? {} : { code }),
    ...(expected || error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= CAUSE_DEPTH ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}
