import type { Role } from '../../api/session';
import type { Need } from './types';

/** Where a need is dealt with, or what is sent at once to solve it. */
export interface Solution {
  /** Below `act.` in the texts. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly to?: string;
  readonly send?: {
    readonly method: 'post' | 'delete';
    readonly path: string;
    readonly body?: Readonly<Record<string, unknown>>;
    /** Asked for before it is sent, and sent as `reason`. */
    readonly reason?: 'optional' | 'needed';
  };
}

const LICENSING: readonly Role[] = ['license-manager'];
const OPERATING: readonly Role[] = ['operator'];
const ANYBODY: readonly Role[] = ['viewer', 'operator', 'license-manager', 'customer-administrator'];

const enc = (fact: unknown): string => encodeURIComponent(String(fact));
const link = (name: string, to: string, roles: readonly Role[] = ANYBODY): Solution => ({ name, to, roles });
const importPackage = link('import', '/packages', OPERATING);
const submitLicense = link('submit', '/licenses/submit', ['license-manager', 'customer-administrator']);
/** The name that no two vendors share. */
const nameOf = ({ facts: { vendor, licenseId } }: Need): string => enc(`${String(vendor)}:${String(licenseId)}`);
const license = (need: Need): Solution => link('license', `/licenses/${nameOf(need)}`);
const feedOf = ({ facts }: Need): Solution =>
  link('feed', `/feeds/${String(facts.feed).split('/').map(encodeURIComponent).join('/')}`);
const approve = (fingerprint: unknown): Solution => ({
  name: 'approve',
  roles: LICENSING,
  send: { method: 'post', path: `/api/v1/licenses/pending/${enc(fingerprint)}/approve` },
});
const dismiss = (fingerprint: unknown): Solution => ({
  name: 'dismiss',
  roles: LICENSING,
  send: { method: 'delete', path: `/api/v1/licenses/knocking/${enc(fingerprint)}` },
});

/** By code: what solves it, the best first. */
const SOLUTIONS: Readonly<Record<string, (need: Need) => readonly Solution[]>> = {
  'snapshot-held': (need) => [...heldActs(need), link('preview', `/snapshots/${enc(need.facts.id)}`), feedOf(need)],
  'key-knocking': ({ facts: { fingerprint, known } }) =>
    known === 'pending'
      ? [approve(fingerprint), link('waiting', '/licenses/waiting')]
      : known === 'unknown'
        ? [link('submit', `/licenses/submit?key=${enc(fingerprint)}`, LICENSING), dismiss(fingerprint)]
        : [dismiss(fingerprint), link('waiting', '/licenses/waiting')],
  'submission-pending': ({ facts }) => [approve(facts.fingerprint), link('waiting', '/licenses/waiting')],
  'license-expiring': (need) => [submitLicense, license(need)],
  'license-in-grace': (need) => [submitLicense, license(need)],
  'license-expired': (need) => [submitLicense, license(need)],
  'license-key-awaited': (need) => [submitLicense, license(need)],
  'key-overlap-ending': (need) => [license(need)],
  'license-renewal-gap': (need) => [lengthen(need), license(need)],
  'license-without-content': (need) => [importPackage, license(need)],
  'feed-stale': (need) => [importPackage, feedOf(need)],
  'trust-root-expiring': () => [importPackage],
  'trust-root-expired': () => [importPackage],
  'vendor-equivocation': (need) => [feedOf(need)],
  'samples-waiting': () => [link('samples', '/submissions')],
  'proxy-silent': () => [link('proxies', '/proxies')],
  'provider-settings-outdated': () => [link('settings', '/settings')],
  'provider-settings-incomplete': () => [link('settings', '/settings')],
  'provider-settings-expiring': () => [link('settings', '/settings')],
  'provider-settings-expired': () => [link('settings', '/settings')],
  'proposal-waiting': ({ facts }) => [link('approvals', `/approvals/${enc(facts.id)}`)],
  clock: () => [link('clock', '/clock')],
  'no-feed': () => [link('trust', '/trust', OPERATING), importPackage],
  'run-damaged': () => [importPackage],
  'history-broken': () => [link('audit', '/audit')],
  samples: () => [link('samples', '/submissions')],
};

export function solutionsOf(need: Need): readonly Solution[] {
  return SOLUTIONS[need.code]?.(need) ?? [];
}

/** One that waits because its feed is pinned goes live when the feed is released. */
function heldActs({ facts: { id, hold } }: Need): Solution[] {
  if (hold === 'pinned') return [];
  const reason = hold === 'guard' ? 'needed' : 'optional';
  const send = { method: 'post', path: `/api/v1/snapshots/${enc(id)}/activate`, reason } as const;
  return [{ name: 'activate', roles: OPERATING, send }];
}

function lengthen(need: Need): Solution {
  const { hours } = need.facts;
  const path = `/api/v1/licenses/${nameOf(need)}/overlap`;
  return { name: 'lengthen', roles: LICENSING, send: { method: 'post', path, body: { hours } } };
}
