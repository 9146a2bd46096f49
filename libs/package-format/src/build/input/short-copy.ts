/**
 * The beginning of a text, for keeping. A part of a string keeps the whole of it in memory; this one is a string of
 * its own, so that what is kept of a line or value of megabytes is what one sees.
 */
export function shortCopy(text: string, characters: number): string {
  return Buffer.from(text.slice(0, characters), 'utf16le').toString('utf16le');
}
