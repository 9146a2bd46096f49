import { deliveryHeaders, readDelivered, readDelivery } from './delivery';

const [QUEUE, ENTRY] = ['cd'.repeat(16), 'ef'.repeat(16)] as [string, string];
const CLAIM = { licenseHash: 'ab'.repeat(32), judgedAt: 1_700_000_000_123, queueId: QUEUE, number: 42, entry: ENTRY };
const malformed = expect.objectContaining({ code: 'REQUEST_MALFORMED' }) as object;

it('reads what it writes', () => expect(readDelivery(deliveryHeaders(CLAIM))).toEqual(CLAIM));

it.each([
  { 'pksn-license-hash': 'AB'.repeat(32) },
  { 'pksn-license-hash': undefined },
  { 'pksn-judged': 'yesterday' },
  { 'pksn-judged': '2026-13-40T00:00:00.000Z' },
  { 'pksn-delivery': `${QUEUE}/0/${ENTRY}` },
  { 'pksn-delivery': `${QUEUE}/-1/${ENTRY}` },
  { 'pksn-delivery': `${QUEUE}/${'9'.repeat(16)}/${ENTRY}` },
  { 'pksn-delivery': `x/1/${ENTRY}` },
  { 'pksn-delivery': `${QUEUE}/1` },
  { 'pksn-delivery': `${QUEUE}/1/${ENTRY}0` },
  { 'pksn-delivery': [`${QUEUE}/1/${ENTRY}`, `${QUEUE}/2/${ENTRY}`] },
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
  [`{"delivered":7,"entry":"${ENTRY}"}`, { delivered: 7, entry: ENTRY }],
  ['{"delivered":7}', null],
  ['{"delivered":7,"entry":null}', null],
  [`{"delivered":0,"entry":"${ENTRY}"}`, null],
  [`{"delivered":"7","entry":"${ENTRY}"}`, null],
  ['[]', null],
  ['<html>', null],
  ['null', null],
])('reads of %s what was taken last: %j', (text, last) => expect(readDelivered(text)).toEqual(last));
