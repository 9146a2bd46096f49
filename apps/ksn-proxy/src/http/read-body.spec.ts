import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { PROXY_LIMITS } from '../limits';
import { readBody, releaseBody } from './read-body';

const code = (one: string): object => expect.objectContaining({ code: one }) as object;
const request = (headers = {}): PassThrough & IncomingMessage =>
  Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;

it('reads a body whole', async () => {
  const one = request();
  const read = readBody(one, 10);
  one.write('hello');
  setImmediate(() => one.end('world'));
  expect((await read).toString()).toBe('helloworld');
});

it('reads nothing that is too large, declared or not, and leaves the connection as it is', async () => {
  await expect(readBody(request({ 'content-length': '11' }), 10)).rejects.toEqual(code('REQUEST_TOO_LARGE'));
  const one = request();
  one.write('hello world');
  await expect(readBody(one, 10)).rejects.toEqual(code('REQUEST_TOO_LARGE'));
  expect(one.destroyed).toBe(false);
});

it('waits for nobody for ever', async () => {
  const one = request();
  one.write('hello');
  await expect(readBody(one, 10, 20)).rejects.toEqual(code('REQUEST_TIMEOUT'));
  expect(one.destroyed).toBe(false);
});

it('counts a body until it is answered: what waits for the service is held in memory', async () => {
  const limit = PROXY_LIMITS.bodyBytes / 2 - 1_000;
  const sent = [1, 2, 3, 4].map(() => request());
  const read = (n: number): Promise<Buffer> => {
    const one = sent[n] as PassThrough & IncomingMessage;
    one.end(Buffer.alloc(limit));
    return readBody(one, limit);
  };
  for (const n of [0, 1]) await read(n);
  await expect(read(2)).rejects.toEqual(code('SERVICE_OVERLOADED'));
  for (const one of sent) releaseBody(one);
  expect(await read(3)).toHaveLength(limit);
  for (const one of sent) releaseBody(one);
});
