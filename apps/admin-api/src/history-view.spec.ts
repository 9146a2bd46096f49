import type { HistoryEntry } from '@pksn/store-postgres';
import { historyView } from './history-view';

const entry = (action: string, detail: HistoryEntry['detail']): HistoryEntry => ({
  at: new Date(0),
  actor: 'administrator:ann',
  action,
  subject: 'one',
  detail,
});

it.each([
  ['customer.added', { name: 'N', vendor: 'acme', note: 'late payer' }, { name: 'N' }],
  ['customer.changed', { vendor: 'acme', contacts: [], before: { vendor: 'other', note: 'x' } }, { contacts: [] }],
  [
    'license.key-taken-over',
    { vendor: 'acme', from: 'rival:L', fingerprint: 'f' },
    { vendor: 'acme', fingerprint: 'f' },
  ],
  ['license.key-taken-over', { vendor: 'rival', to: 'acme:L' }, { vendor: 'rival' }],
  ['license.changed', { vendor: 'acme', reason: 'r' }, { vendor: 'acme', reason: 'r' }],
])('shows a customer of %s what is its own, and staff all', (action, detail, seen) => {
  expect(historyView(entry(action, detail), 'one')).toMatchObject({ actor: 'provider' });
  expect(historyView(entry(action, detail), 'one')).toHaveProperty('detail', seen);
  expect(historyView(entry(action, detail), null)).toMatchObject({ actor: 'administrator:ann', detail });
});
