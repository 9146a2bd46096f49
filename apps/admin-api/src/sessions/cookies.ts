export const SESSION_COOKIE = '__Host-pksn-session';
export const DEVICE_COOKIE = '__Host-pksn-device';

/** A browser that signed in once is known for so long, in seconds: the most that browsers keep a cookie. */
const DEVICE_SECONDS = 400 * 86_400;
/** `__Host-`: bound to this one host, and to nothing below or beside it (RFC 6265bis 4.1.3.2). */
const BOUND = 'Path=/; Secure; HttpOnly; SameSite=Strict';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in a cookie of ours; null: none, nothing that we made, or several. */
export function cookieToken(header: string | undefined, name: string): string | null {
  const [value, ...others] = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return value !== undefined && others.length === 0 && TOKEN.test(value) ? value : null;
}

/** Lasts until the browser ends or the service says so. */
export function sessionCookie(token: string): string {
  return `${SESSION_COOKIE}=${token}; ${BOUND}`;
}

export function endedSessionCookie(): string {
  return `${SESSION_COOKIE}=; Max-Age=0; ${BOUND}`;
}

export function deviceCookie(token: string): string {
  return `${DEVICE_COOKIE}=${token}; Max-Age=${String(DEVICE_SECONDS)}; ${BOUND}`;
}
