import { deliveryHeaders, readDelivered, readDelivery } from './delivery';

const CLAIM = { licenseHash: 'ab'.repeat(32), judgedAt: 1_700_000_000_123, queueId: 'cd'.repeat(16), number: 42 };
const malformed = expect.objectContaining({ code: 'REQUEST_MALFORMED' }) as object;

it('reads what it writes', () => expect(readDelivery(deliveryHeaders(CLAIM))).toEqual(CLAIM));

it.each([
  { 'pksn-license-hash': 'AB'.repeat(32) },
  { 'pksn-license-hash': undefined },
  { 'pksn-judged': 'yesterday' },
  { 'pksn-judged': '2026-13-40T00:00:00.000Z' },
  { 'pksn-delivery': `${'cd'.repeat(16)}/0` },
  { 'pksn-delivery': `${'cd'.repeat(16)}/-1` },
  { 'pksn-delivery': `${'cd'.repeat(16)}/${'9'.repeat(16)}` },
  { 'pksn-delivery': 'x/1' },
  { 'pksn-delivery': [`${'cd'.repeat(16)}/1`, `${'cd'.repeat(16)}/2`] },
])('takes nothing of another form: %j', (change) => {
  const read = (): unknown => readDelivery({ ...deliveryHeaders(CLAIM), ...change });
  expect(read).toThrow();
  try {
    read();
  } catch (error) {
    expect(error).toEqual(malformed);
  }
});

it.each([
  ['{"delivered":7}', 7],
  ['{"delivered":0}', null],
  ['{"delivered":"7"}', null],
  ['[]', null],
  ['<html>', null],
  ['null', null],
])('reads of %s the number %s', (text, number) => expect(readDelivered(text)).toBe(number));
