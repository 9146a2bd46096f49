import { hash, randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { ALPHABET, CANONICAL_VALUES, CHECK_START, checkStep, NO_SYMBOL, TYPED_VALUES } from './crockford';
import { LICENSING_LIMITS } from './limits';

/**
 * A license key is `PKSN-` and 32 symbols of Crockford base32 (160 random bits) with a check symbol, in groups:
 * `PKSN-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXXX`. That spelling, in upper case, is the canonical one.
 */
export const LICENSE_KEY_CHARACTERS = 45;

const PREFIX = 'PKSN';
const KEY_BYTES = 20;
const DATA_SYMBOLS = 32;
const SYMBOLS = DATA_SYMBOLS + 1;
const GROUPS = 8;
const HYPHEN = 45;

export interface LicenseKey {
  readonly canonical: string;
}

/** A new key in its canonical spelling. */
export function generateLicenseKey(): string {
  let symbols = '';
  let buffered = 0;
  let bits = 0;
  for (const byte of randomBytes(KEY_BYTES)) {
    buffered = (buffered << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) symbols += ALPHABET.charAt((buffered >> (bits - 5)) & 31);
    buffered &= 31;
  }
  let state = CHECK_START;
  for (const symbol of symbols) state = checkStep(state, ALPHABET.indexOf(symbol));
  return spell(symbols + ALPHABET.charAt(checkStep(state, 0)));
}

/**
 * Reads a key as people type it: any case, hyphens anywhere or nowhere, I and L for 1, O for 0. Letters of other
 * alphabets that look alike are refused. Throws LICENSE_KEY_MALFORMED, also when the check symbol does not fit.
 */
export function parseLicenseKey(text: string): LicenseKey {
  return { canonical: isCanonical(text) ? text : canonicalOf(text) };
}

/** The hot path: true when the text is a right key in canonical spelling. */
function isCanonical(text: string): boolean {
  if (text.length !== LICENSE_KEY_CHARACTERS || !text.startsWith(PREFIX)) return false;
  let state = CHECK_START;
  for (let at = PREFIX.length; at < LICENSE_KEY_CHARACTERS; at++) {
    const code = text.charCodeAt(at);
    if (at % 5 === 4 && at < LICENSE_KEY_CHARACTERS - 1) {
      if (code !== HYPHEN) return false;
      continue;
    }
    const symbol = code < 128 ? (CANONICAL_VALUES[code] ?? NO_SYMBOL) : NO_SYMBOL;
    if (symbol === NO_SYMBOL) return false;
    state = checkStep(state, symbol);
  }
  return state === 0;
}

function canonicalOf(text: string): string {
  if (text.length > LICENSING_LIMITS.keyCharacters) throw malformed('it is too long');
  const plain = text.replaceAll('-', '');
  if (!/^pksn/i.test(plain) || /[^\x21-\x7e]/.test(plain)) throw malformed('it does not begin with PKSN-');
  if (plain.length !== PREFIX.length + SYMBOLS) throw malformed(`it must have ${SYMBOLS} characters after PKSN-`);
  let symbols = '';
  let state = CHECK_START;
  for (let at = PREFIX.length; at < plain.length; at++) {
    const symbol = TYPED_VALUES[plain.charCodeAt(at)] ?? NO_SYMBOL;
    if (symbol === NO_SYMBOL) throw malformed('it holds a character that no key has');
    symbols += ALPHABET.charAt(symbol);
    state = checkStep(state, symbol);
  }
  if (state !== 0) throw malformed('its check character does not fit');
  return spell(symbols);
}

function spell(symbols: string): string {
  const groups = Array.from({ length: GROUPS }, (_, i) => symbols.slice(i * 4, i === GROUPS - 1 ? SYMBOLS : i * 4 + 4));
  return [PREFIX, ...groups].join('-');
}

function malformed(reason: string): Fault {
  return new Fault('LICENSE_KEY_MALFORMED', `the license key is malformed: ${reason}`);
}

/** SHA-256 of the canonical key's UTF-8: all that the registry ever stores of a key (32 bytes). */
export function licenseKeyHash(canonical: string): Buffer {
  return hash('sha256', canonical, 'buffer');
}

/** The first 8 hex digits of a key's hash, which people may read out and logs may show. */
export function keyFingerprint(keyHash: Buffer | string): string {
  return typeof keyHash === 'string' ? keyHash.slice(0, 8) : keyHash.toString('hex', 0, 4);
}
