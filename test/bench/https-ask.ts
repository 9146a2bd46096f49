import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const JSON_TYPE = 'application/json';

export interface Asked {
  readonly path: string;
  readonly key: string;
  readonly body?: string | Buffer;
  /** Of the body; JSON unless it says otherwise. */
  readonly type?: string;
}

/** One question over HTTPS, verified by the installation's CA. Throws when the answer is not 200. */
export async function ask(port: number, caPath: string, asked: Asked): Promise<{ text: string; body: unknown }> {
  const text = (await askBytes(port, caPath, asked)).toString();
  return { text, body: JSON.parse(text) as unknown };
}

/** The same for an answer that is no JSON. */
export function askBytes(port: number, caPath: string, asked: Asked): Promise<Buffer> {
  const { path, key, body, type = JSON_TYPE } = asked;
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((done, fail) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path, headers, ca: readFileSync(caPath), agent: false },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const bytes = Buffer.concat(parts);
          if (incoming.statusCode === 200) done(bytes);
          else fail(new Error(`${path}: ${String(incoming.statusCode)} ${bytes.toString()}`));
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** The bytes that a client sends for the same question on a keep-alive connection. */
export function requestBytes({ path, key, body, type = JSON_TYPE }: Asked): Buffer {
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    ...(body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${String(Buffer.byteLength(body))}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body ?? '')]);
}
