const DOT = /\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)/gi;
const COLON = /\[:\]/g;
const SCHEME = /^(?:hxxp|h\*\*p|htxp)(s?)(?=\[?:)/i;

/** Text that was written so that nobody follows it by mistake, as what it stands for. */
export function refanged(text: string): string {
  return text
    .replace(SCHEME, 'http$1')
    .replace(DOT, '.')
    .replace(COLON, ':')
    .replace(/^(https?):?\[\/\/\]/i, '$1://');
}

const DEFANGED = /\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\[:\]|^hxxps?:|\[:\/\/\]/i;

export function isDefanged(text: string): boolean {
  return DEFANGED.test(text);
}
