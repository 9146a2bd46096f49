import { ReportRate } from './report-rate';

const HOUR_MS = 3_600_000;
const [A, B] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];

it('takes twelve reports of an endpoint in an hour, and says when the next one may come', () => {
  const rate = new ReportRate();
  for (let i = 0; i < 12; i++) rate.take(A, 1_000 + i);
  const refused = expect.objectContaining({ code: 'STATISTICS_RATE', facts: { retryAfterSeconds: 1 } }) as Error;
  expect(() => rate.take(A, HOUR_MS + 500)).toThrow(refused);
  rate.take(B, HOUR_MS + 500);
  rate.take(A, HOUR_MS + 1_000);
  // A clock that is set back does not lock it out.
  const again = new ReportRate();
  for (let i = 0; i < 12; i++) again.take(A, HOUR_MS);
  again.take(A, 0);
});
