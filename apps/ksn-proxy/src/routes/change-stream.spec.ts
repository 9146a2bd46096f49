import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { Asker } from '../license/asker';
import { ChangeLog } from '../views/change-log';
import type { View } from '../views/view';
import { ChangeStream } from './change-stream';

const PAGES = 30;
const PAGE_CHARS = 100_000;

let onTestFinished: () => void = () => undefined;
afterEach(() => onTestFinished());

it('tells no more than is read: whoever asks for all that was ever told may not read at all', async () => {
  const log = new ChangeLog();
  for (let n = 0; n < PAGES; n++)
    log.add({ before: String(n), cursor: String(n + 1), text: 'x'.repeat(PAGE_CHARS), more: false });
  const view = { scope: 's', events: new EventEmitter(), current: {}, cursor: String(PAGES), log, usedAt: 0 };
  const response = Object.assign(new EventEmitter(), {
    writableLength: 0,
    writeHead: () => undefined,
    write(text: string) {
      this.writableLength += text.length;
    },
    end: () => undefined,
    destroy: () => undefined,
  });
  const judgement = { standing: { scope: 's' } };
  const stream = new ChangeStream(
    response as unknown as ServerResponse,
    view as unknown as View,
    { keyHash: 'a' } as Asker,
    '0',
    {
      judge: { judge: () => Promise.resolve(judgement), peek: () => judgement } as never,
      now: () => 0,
      elapsedMs: () => 0,
      ask: () => Promise.reject(new Error('all is known')),
      ended: () => undefined,
    },
  );
  onTestFinished = () => stream.end(new Error('over'));
  let told = 0;
  for (let reads = 0; told < PAGES * PAGE_CHARS; reads++) {
    await turn();
    expect(response.writableLength).toBeLessThan(4 * PAGE_CHARS);
    expect(reads).toBeLessThan(PAGES);
    told += response.writableLength;
    response.writableLength = 0;
    response.emit('drain');
  }
});
