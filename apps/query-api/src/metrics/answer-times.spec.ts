import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { monotonicMs } from '@pksn/runtime';
import { AnswerTimes } from './answer-times';

it('counts each answer in the bucket of its time, single ones and bulks apart, and no streams', () => {
  const times = new AnswerTimes();
  const answer = (method: string, url: string, agoMs: number): void => {
    const response = new EventEmitter();
    times.watch({ method, url } as IncomingMessage, response as ServerResponse, monotonicMs() - agoMs);
    response.emit('finish');
  };
  answer('GET', '/v1/files/00', 0);
  answer('GET', '/v1/files/00', 3_000);
  answer('GET', '/v1/changes?cursor=a', 60_000);
  answer('POST', '/v1/lookup', 100_000);
  const [family] = times.families();
  const [single, bulk] = family?.histograms.map(([labels, histogram]) => ({ labels, ...histogram })) ?? [];
  expect([single?.count, bulk?.count]).toEqual([2, 1]);
  expect(single?.counts.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(single?.counts[single.bounds.indexOf(5)]).toBe(1);
  expect(bulk?.counts.every((count) => count === 0)).toBe(true);
  expect(bulk?.sum).toBeGreaterThanOrEqual(100);
});
