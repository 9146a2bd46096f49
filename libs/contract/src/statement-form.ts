/** A language tag such as en or pt-BR: `ksn_<language>.txt` has the text. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** Of a statement in one language, in UTF-8. */
export const STATEMENT_TEXT_BYTES = 64 * 1024;

/** Plain text in lines: no control character but line feed and tab, and no half character. */
export function isPlainLines(text: string): boolean {
  return !/(?![\n\t])[\p{Cc}\p{Cs}]/u.test(text);
}
