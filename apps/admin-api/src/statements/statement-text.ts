import { Fault } from '@pksn/domain';

/** As a package may carry one. */
const TEXT_BYTES = 64 * 1024;
const FOREIGN = /(?![\n\t])[\p{Cc}\p{Cs}]/u;

/** Lines end with LF, and a byte order mark does not count. Fault: REQUEST_MALFORMED. */
export function requirePlainText(given: string, language: string): string {
  const text = given.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (text.trim() === '') throw new Fault('REQUEST_MALFORMED', `the text in ${language} is empty`);
  if (Buffer.byteLength(text) > TEXT_BYTES)
    throw new Fault('REQUEST_MALFORMED', `the text in ${language} is longer than 64 KiB`);
  if (FOREIGN.test(text)) throw new Fault('REQUEST_MALFORMED', `the text in ${language} has control characters`);
  return text;
}
