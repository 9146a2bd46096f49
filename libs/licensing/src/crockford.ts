/** Douglas Crockford's base32 (crockford.com/base32.html): digits and letters without I, L, O and U. */
export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const NO_SYMBOL = 255;

/** Symbol value by character code, upper-case spelling only; NO_SYMBOL elsewhere. */
export const CANONICAL_VALUES = valueTable(ALPHABET);
/** The same for what people type: any case, and I and L read as 1, O as 0. Only ASCII has values. */
export const TYPED_VALUES = valueTable(ALPHABET, ALPHABET.toLowerCase(), [...'IiLl', ...'Oo'].join(''));

function valueTable(...spellings: string[]): Uint8Array {
  const table = new Uint8Array(128).fill(NO_SYMBOL);
  for (const spelling of spellings) {
    for (const [i, character] of [...spelling].entries()) {
      const lookalike = 'IiLl'.includes(character) ? 1 : 'Oo'.includes(character) ? 0 : i;
      table[character.charCodeAt(0)] = lookalike;
    }
  }
  return table;
}

/** Before the first symbol, so that a key of zeros is no key. */
export const CHECK_START = 1;

/**
 * One step of the check over GF(32), modulus x^5 + x^2 + 1: multiply by x and add the symbol. A text whose last
 * symbol is the check ends at 0. Every single wrong symbol and every exchange of two neighbors is found.
 * (Crockford's own check, modulo 37, needs `*` and `$`, which a Bearer token may not hold: RFC 6750 section 2.1.)
 */
export function checkStep(state: number, symbol: number): number {
  const doubled = state << 1;
  return ((doubled & 32) === 0 ? doubled : doubled ^ 0b100101) ^ symbol;
}
