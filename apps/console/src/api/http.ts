import type { Problem } from './api-error';
import { ApiError } from './api-error';

/** What changes anything has to show the token of its session. */
let csrf: string | null = null;
let onSignedOut = (): void => undefined;

export function setCsrf(token: string | null): void {
  csrf = token;
}

export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers that a request of this session needs, for those that are not sent by `api`. */
export function sessionHeaders(): Record<string, string> {
  return csrf === null ? {} : { 'pksn-csrf': csrf };
}

async function send(method: string, path: string, body: unknown, options: CallOptions): Promise<Response> {
  const plain = body === undefined || typeof body === 'string' || body instanceof Blob;
  const headers = {
    accept: 'application/json',
    ...(plain ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' ? {} : sessionHeaders()),
    ...options.headers,
  };
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = plain ? (body as BodyInit) : JSON.stringify(body);
  if (options.signal !== undefined) init.signal = options.signal;
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, {});
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const error = new ApiError(response.status, problem);
  if (response.status === 401 && error.code === 'ADMIN_UNAUTHENTICATED') onSignedOut();
  return error;
}

/** The answer as it comes, for files. Throws ApiError. */
export async function fetchAnswer(
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Response> {
  const response = await send(method, path, body, options);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function call<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  const response = await fetchAnswer(method, path, body, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The admin API, as JSON; paths begin with /api/v1. A string or Blob goes as it is, with the content type given. Throws ApiError. */
export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body: unknown = {}, options?: CallOptions) => call<T>('POST', path, body, options),
  put: <T>(path: string, body: unknown = {}, options?: CallOptions) => call<T>('PUT', path, body, options),
  patch: <T>(path: string, body: unknown = {}, options?: CallOptions) => call<T>('PATCH', path, body, options),
  delete: <T>(path: string, options?: CallOptions) => call<T>('DELETE', path, undefined, options),
};

/** `?a=1&b=2`, without what is undefined, null or empty. */
export function queryText(parameters: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}
