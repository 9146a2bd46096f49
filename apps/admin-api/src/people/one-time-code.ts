import { createHash, randomBytes } from 'node:crypto';

/** Crockford's Base32: without letters that look like digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;
/** 100 bits: nobody guesses them, and their plain SHA-256 tells nothing. */
const CHARACTERS = 20;
const MOST_TYPED = 64;

/** A code that a person types once, such as `4QX7M-0R2TB-9K5WN-C3HZD`. */
export function newOneTimeCode(): string {
  const characters = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (characters.match(new RegExp(`.{${String(GROUP)}}`, 'g')) ?? []).join('-');
}

/** SHA-256 of a code, however it was typed; of what is none, of no code. */
export function codeHash(typed: string): Buffer {
  const plain = typed.slice(0, MOST_TYPED).toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(`pksn-code-v1:${plain}`).digest();
}
