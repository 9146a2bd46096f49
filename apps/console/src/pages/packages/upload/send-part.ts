import type { Problem } from '../../../api/api-error';
import { ApiError } from '../../../api/api-error';
import { sessionHeaders } from '../../../api/http';

export interface Part {
  readonly id: string;
  readonly offset: number;
  readonly bytes: ArrayBuffer;
}

/**
 * Sends a part with its SHA-256; the service takes it whole or not at all. Returns where the upload ends now.
 * `onSent` hears how many bytes of the part have left. Throws ApiError, and AbortError when `signal` says so.
 */
export async function sendPart(
  { id, offset, bytes }: Part,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  signal.throwIfAborted();
  // Only XMLHttpRequest tells how much of a body has left.
  const request = new XMLHttpRequest();
  request.open('PATCH', `/api/v1/uploads/${id}`);
  const headers = {
    ...sessionHeaders(),
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'upload-checksum': `sha256 ${base64(digest)}`,
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, bytes.byteLength));
  return new Promise((done, fail) => {
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.onload = () => {
      if (request.status === 204) done(Number(request.getResponseHeader('upload-offset')));
      else fail(new ApiError(request.status, problemOf(request.responseText)));
    };
    request.onerror = () => fail(new ApiError(0, {}));
    request.onabort = () => fail(new DOMException('given up', 'AbortError'));
    request.send(bytes);
  });
}

function problemOf(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

export function base64(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
