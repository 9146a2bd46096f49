import { Fault } from '@pksn/domain';
import { createLogger } from './logger';

const CANARY = 'CANARY0123456789';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ name: 'test', destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}

test.each([
  { authorization: CANARY },
  { headers: { authorization: CANARY, 'x-apikey': CANARY, cookie: CANARY } },
  { req: { headers: { 'x-api-key': CANARY } } },
  { user: { password: CANARY, token: CANARY } },
  { url: `postgres://user:${CANARY}@127.0.0.1/db` },
  { message: `Authorization: Bearer ${CANARY}` },
  { note: `PKSN-${CANARY}` },
  { url: `/report?apikey=${CANARY}&x=1` },
])('a secret is not logged: %j', (fields) => {
  const line = logged((log) => log.info(fields, 'event'));
  expect(JSON.parse(line)).toMatchObject({ level: 'info', name: 'test', msg: 'event' });
  expect(line).not.toContain(CANARY);
});

test('errors show code, message and cause, and none of their other fields', () => {
  const cause = Object.assign(new Error('syntax'), { code: '42601', parameters: [CANARY], detail: CANARY });
  const line = logged((log) => log.error({ err: new Fault('DISK_FULL', 'no space', { cause }) }, 'failed'));
  expect(JSON.parse(line)).toMatchObject({
    err: { code: 'DISK_FULL', message: 'no space', cause: { code: '42601', message: 'syntax' } },
  });
  expect(line).not.toContain(CANARY);
});
