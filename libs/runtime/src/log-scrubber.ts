const FORMS: readonly (readonly [RegExp, string])[] = [
  [/PKSN-[0-9A-Za-z-]{8,}/g, 'PKSN-[redacted]'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [redacted]'],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"\\]*@/gi, '$1[redacted]@'],
  [/([?&](?:key|apikey|token|password)=)[^\s&"\\]+/gi, '$1[redacted]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs, '[redacted private key]'],
];

/** Takes secrets that are recognizable by their form out of a text that people will read. */
export function scrub(text: string): string {
  return FORMS.reduce((line, [form, replacement]) => line.replace(form, replacement), text);
}
