import { readFileSync } from 'node:fs';
import { request } from 'node:https';

export interface Asked {
  readonly path: string;
  readonly key: string;
  readonly body?: string;
}

/** One question over HTTPS, verified by the installation's CA. Throws when the answer is not 200. */
export function ask(port: number, caPath: string, asked: Asked): Promise<{ text: string; body: unknown }> {
  const { path, key, body } = asked;
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
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
          const text = Buffer.concat(parts).toString();
          if (incoming.statusCode !== 200) fail(new Error(`${path}: ${String(incoming.statusCode)} ${text}`));
          else done({ text, body: JSON.parse(text) as unknown });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** The bytes that a client sends for the same question on a keep-alive connection. */
export function requestBytes({ path, key, body }: Asked): Buffer {
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${String(Buffer.byteLength(body))}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
