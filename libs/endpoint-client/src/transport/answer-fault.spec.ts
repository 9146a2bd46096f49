import { faultOfAnswer } from './answer-fault';

it('believes a pause by its header alone, which has a limit', () => {
  const body = { code: 'LICENSE_RATE', detail: 'too many', retryAfterSeconds: 1e12 };
  expect(faultOfAnswer(429, body).facts).not.toHaveProperty('retryAfterSeconds');
  expect(faultOfAnswer(429, body, 7).facts).toMatchObject({ retryAfterSeconds: 7, status: 429 });
});

it('makes one line of what a service words, and no longer one than people read', () => {
  const provider = { name: 'P\nUSAGE: no', contacts: ['c\u001b[2J'] };
  expect(faultOfAnswer(403, { code: 'LICENSE_SCOPE', detail: 'no\r\nLICENSE_OK', provider }).detail).toBe(
    'no  LICENSE_OK (provider: P USAGE: no, c [2J)',
  );
  expect(faultOfAnswer(500, { detail: 'x'.repeat(1e6) }).detail.length).toBeLessThan(5_000);
});
