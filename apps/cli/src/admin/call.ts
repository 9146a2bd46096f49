import { connectAdmin, withClient } from '../connection/connect';
import type { HttpsClient } from '../connection/https-client';
import type { Session } from '../session';

/** One or more calls of the admin API with this session's connection. */
export function admin<T>(session: Session, use: (client: HttpsClient) => Promise<T>): Promise<T> {
  return withClient(connectAdmin(session.options), use);
}

/** GET of the admin API; its form is the contract of both sides. */
export async function adminGet<T>(session: Session, path: string): Promise<T> {
  return admin(session, async (client) => (await client.get(`/api/v1/${path}`)) as T);
}

export async function adminSend<T>(
  session: Session,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  return admin(session, async (client) => (await client.sendJson(method, `/api/v1/${path}`, body)) as T);
}

/** A part of a path: feeds contain a slash, so each side of it is escaped on its own. */
export function pathOf(...parts: readonly (string | number)[]): string {
  return parts.map((part) => encodeURIComponent(String(part))).join('/');
}
