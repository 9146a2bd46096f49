import { fastifyCookie } from '@fastify/cookie';

const { parse, serialize } = fastifyCookie;

export const SESSION_COOKIE = '__Host-pksn-session';
export const DEVICE_COOKIE = '__Host-pksn-device';

/** A browser that signed in once is known for so long, in seconds: the most that browsers keep a cookie. */
const DEVICE_SECONDS = 400 * 86_400;
/** `__Host-`: bound to this one host, and to nothing below or beside it (RFC 6265bis 4.1.3.2). */
const BOUND = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in a cookie of ours; null: none, or nothing that we made. */
export function cookieToken(header: string | undefined, name: string): string | null {
  if (header === undefined || !header.includes(name)) return null;
  const value = parse(header)[name];
  return value !== undefined && TOKEN.test(value) ? value : null;
}

/** Lasts until the browser ends or the service says so. */
export function sessionCookie(token: string): string {
  return serialize(SESSION_COOKIE, token, BOUND);
}

export function endedSessionCookie(): string {
  return serialize(SESSION_COOKIE, '', { ...BOUND, maxAge: 0 });
}

export function deviceCookie(token: string): string {
  return serialize(DEVICE_COOKIE, token, { ...BOUND, maxAge: DEVICE_SECONDS });
}
