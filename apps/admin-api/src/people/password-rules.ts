import { Fault } from '@pksn/domain';
import { COMMON_PASSWORDS } from './common-passwords';

/** In characters. No composition rules: NIST SP 800-63B 5.1.1.2 says that they make passwords worse. */
export const PASSWORD_CHARACTERS = { min: 12, max: 256 } as const;
const PRODUCT_NAMES = ['privateksn', 'kasperskysecuritynetwork', 'pksn', 'kaspersky'];

/** Fault: PASSWORD_REFUSED, with the fact `reason`: `short`, `long`, `name`, `product` or `common`. */
export function requireGoodPassword(password: string, name: string): void {
  const reason = flawOf(password, name);
  if (reason === null) return;
  throw new Fault('PASSWORD_REFUSED', DETAILS[reason], { facts: { reason } });
}

type Flaw = 'short' | 'long' | 'name' | 'product' | 'common';

const DETAILS: Readonly<Record<Flaw, string>> = {
  short: `a password has at least ${String(PASSWORD_CHARACTERS.min)} characters`,
  long: `a password has at most ${String(PASSWORD_CHARACTERS.max)} characters`,
  name: 'a password is not the name, with nothing but digits and signs around it',
  product: 'a password is not the name of the product, with nothing but digits and signs around it',
  common: 'this is one of the passwords that are tried first',
};

function flawOf(password: string, name: string): Flaw | null {
  const characters = [...password].length;
  if (characters < PASSWORD_CHARACTERS.min) return 'short';
  if (characters > PASSWORD_CHARACTERS.max) return 'long';
  const plain = folded(password);
  // Names of digits and signs alone leave nothing to compare.
  const core = lettersOf(plain);
  if (core !== '' && isOnly(core, lettersOf(folded(name)))) return 'name';
  if (PRODUCT_NAMES.some((one) => isOnly(core, one))) return 'product';
  return COMMON_PASSWORDS.has(plain) || new Set(plain).size <= 2 ? 'common' : null;
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.,!@#$%^&*-]/gu, '');
}

function lettersOf(text: string): string {
  return text.replace(/\P{L}/gu, '');
}

/** The word, once or again and again. */
function isOnly(text: string, word: string): boolean {
  return (
    word !== '' && text.length % word.length === 0 && word.repeat(text.length / word.length) === text && text !== ''
  );
}
