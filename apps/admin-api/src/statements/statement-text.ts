import { STATEMENT_TEXT_BYTES, isPlainLines } from '@pksn/contract';
import { Fault } from '@pksn/domain';

/** Lines end with LF, and a byte order mark does not count. Fault: REQUEST_MALFORMED. */
export function requirePlainText(given: string, language: string): string {
  const text = given.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (text.trim() === '') throw new Fault('REQUEST_MALFORMED', `the text in ${language} is empty`);
  if (Buffer.byteLength(text) > STATEMENT_TEXT_BYTES)
    throw new Fault('REQUEST_MALFORMED', `the text in ${language} is longer than 64 KiB`);
  if (!isPlainLines(text)) throw new Fault('REQUEST_MALFORMED', `the text in ${language} has control characters`);
  return text;
}
