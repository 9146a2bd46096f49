import { PROXY_LIMITS } from '../limits';
import { RequestsAtOnce } from './requests-at-once';

it('counts what waits of each connection, and of all', () => {
  const requests = new RequestsAtOnce();
  const overloaded = expect.objectContaining({ code: 'SERVICE_OVERLOADED' }) as Error;
  const connection = {};
  const done = requests.begin(connection);
  for (let n = 1; n < PROXY_LIMITS.requestsOfOne; n++) requests.begin(connection);
  expect(() => requests.begin(connection)).toThrow(overloaded);
  done();
  requests.begin(connection);
  for (let n = PROXY_LIMITS.requestsOfOne; n < PROXY_LIMITS.requestsAtOnce; n++) requests.begin({});
  expect(() => requests.begin({})).toThrow(overloaded);
});
