/** Printable ASCII without quotation mark and backslash, as nearly all names and hosts are. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A string as JSON text. */
export function jsonString(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

export function jsonStringOrNull(text: string | null): string {
  return text === null ? 'null' : jsonString(text);
}
