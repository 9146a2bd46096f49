import type { ProxyView } from '../proxy/proxy-view';
import { findingsOf } from './proxy-findings';

const NOW = Date.parse('2027-01-31T00:00:00Z');
const DAY_MS = 86_400_000;
const at = (days: number): string => new Date(NOW + days * DAY_MS).toISOString();
const certificate = (days: number, state = 'good') => ({
  fingerprint: 'f',
  state,
  addedAt: at(-1),
  expiresAt: at(days),
});
const proxy = (change: Partial<ProxyView>): ProxyView =>
  ({
    name: 'site',
    enrolledAt: at(-100),
    lastSeenAt: at(-0.5),
    certificates: [certificate(31)],
    ...change,
  }) as ProxyView;

const told = (change: Partial<ProxyView>): string[] =>
  findingsOf(proxy(change), NOW).map(({ level, what }) => `${level}: ${what}`);

it.each([
  ['one that is well', {}, []],
  [
    'a certificate that ends',
    { certificates: [certificate(29)] },
    ['look: the certificate of proxy site ends 2027-03-01 00:00 UTC'],
  ],
  ['a renewed one', { certificates: [certificate(398), certificate(3)] }, []],
  [
    'a renewed one that was revoked',
    { certificates: [certificate(398, 'revoked'), certificate(3)] },
    ['look: the certificate of proxy site ends 2027-02-03 00:00 UTC'],
  ],
  [
    'none that is good',
    { certificates: [certificate(-1, 'expired')] },
    ['wrong: proxy site has no good certificate, and delivers nothing'],
  ],
  ['one that is silent', { lastSeenAt: at(-3) }, ['look: proxy site has not asked for 3 days']],
  ['one that never asked', { lastSeenAt: null }, ['look: proxy site was enrolled 100 days ago, and never asked']],
  ['one that is new', { lastSeenAt: null, enrolledAt: at(-0.9) }, []],
] as const)('of %s', (_what, change, findings) => {
  expect(told(change)).toEqual(findings);
});
