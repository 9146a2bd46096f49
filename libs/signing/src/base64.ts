/**
 * Decodes standard base64 (RFC 4648 section 4) in its one canonical spelling: padded, no line breaks, unused bits
 * zero. Returns null for every other spelling, so that altered text can never decode to the bytes that were signed.
 */
export function decodeCanonicalBase64(text: string): Buffer | null {
  if (text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** Length of the canonical base64 text of so many bytes. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
