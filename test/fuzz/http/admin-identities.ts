import type { Prng } from '../prng';
import { headerText } from './requests';

/** Whom requests to the admin listener come from. */
export interface AdminCredentials {
  /** Of each role, the administrator's own included. */
  readonly tokens: readonly string[];
  readonly session: string;
  readonly csrf: string;
}

const SESSION = '__Host-pksn-session';
const DEVICE = '__Host-pksn-device';
const FOREIGN = [
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Site: none',
  'Sec-Fetch-Site: same-origin, cross-site',
  'Origin: https://localhost',
  'Origin: null',
  'Origin: https://localhost.evil.example',
  'Referer: https://localhost/',
];

/** Header lines that say who asks: truly, nearly, in part, or not at all. */
export function identityLines(keys: AdminCredentials, random: Prng): string[] {
  const forged = 'A'.repeat(43);
  const own = [`Cookie: ${SESSION}=${keys.session}`, `PKSN-CSRF: ${keys.csrf}`, 'Sec-Fetch-Site: same-origin'];
  switch (random.below(16)) {
    case 0:
      return [];
    case 1:
      return [`Authorization: Bearer pksn_${forged}`];
    case 2:
      return [`Authorization: ${headerText(random)}`];
    case 3:
      return [`Authorization: Bearer ${random.pick(keys.tokens)}`, ...own];
    case 4:
      return own.filter(() => random.below(2) === 0);
    case 5:
      return [own[0] ?? '', `PKSN-CSRF: ${random.pick([forged, headerText(random)])}`, random.pick(FOREIGN)];
    case 6:
      return [`Cookie: ${hostileCookie(keys.session, random)}`, ...own.slice(1)];
    case 7:
      return [...own, `Cookie: ${hostileCookie(keys.session, random)}`];
    case 8:
    case 9:
    case 10:
      return own;
    case 11:
    case 12:
      return [`Authorization: Bearer ${random.pick(keys.tokens)}`];
    default:
      return [`Authorization: Bearer ${keys.tokens[0] ?? ''}`];
  }
}

function hostileCookie(session: string, random: Prng): string {
  return random.pick<() => string>([
    () => `${SESSION}=${session}; ${SESSION}=${'A'.repeat(43)}`,
    () => `${SESSION}=${session}; ${'a=b; '.repeat(random.below(2_000))}`,
    () => `${SESSION}=${'A'.repeat(43)}; ${DEVICE}=${headerText(random)}`,
    () => `${SESSION}="${session}"`,
    () => `${SESSION}=%${Buffer.from(session).toString('hex')}`,
    () => `${SESSION}=${'x'.repeat(random.below(14_000))}`,
    () => `${SESSION}=;;;=;=${SESSION}`,
    () => `__proto__=${session}; constructor=x; toString=1`,
    () => `${DEVICE}=${'A'.repeat(43)}; ${SESSION}=${session.slice(1)}\xff`,
    () => headerText(random),
  ])();
}
