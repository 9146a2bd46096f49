import type { QueryConfig } from './config';
import { contradictions } from './config-contradictions';

const SOUND = {
  clientCertificates: 'off',
  clientCa: null,
  metricsPort: null,
  metricsHost: '127.0.0.1',
  metricsToken: null,
  refuseBulksAbove: 250,
  refuseAllAbove: 500,
} as unknown as QueryConfig;
const of = (change: Partial<QueryConfig>): string[] => contradictions({ ...SOUND, ...change });

test.each<[string, Partial<QueryConfig>]>([
  ['the defaults', {}],
  ['both certificate settings', { clientCertificates: 'required', clientCa: '/ca.pem' }],
  ['metrics on the loopback without a token', { metricsPort: 0 }],
  ['metrics on the network with a token', { metricsPort: 0, metricsHost: '0.0.0.0', metricsToken: 'x' }],
  ['an address for metrics that are off', { metricsHost: '0.0.0.0' }],
  ['one threshold for all', { refuseAllAbove: 250 }],
])('%s do not contradict each other', (_name, change) => {
  expect(of(change)).toEqual([]);
});

test.each<[Partial<QueryConfig>, RegExp]>([
  [{ clientCertificates: 'optional' }, /--client-ca/],
  [{ metricsPort: 9464, metricsHost: '0.0.0.0' }, /--metrics-token-file/],
  [{ refuseAllAbove: 249 }, /--refuse-all-above/],
])('%j says what is missing', (change, wanted) => {
  expect(of(change)).toEqual([expect.stringMatching(wanted)]);
});

test('all contradictions are told at once', () => {
  const found = of({ clientCertificates: 'required', metricsPort: 0, metricsHost: '::', refuseAllAbove: 1 });
  expect(found).toHaveLength(3);
});
