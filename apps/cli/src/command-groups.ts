import type { Registrar } from './session';

export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** Loads the group's file. A call of `pksn` loads only the group that it names, so that it starts quickly. */
  readonly load: () => Registrar;
}

/* eslint-disable @typescript-eslint/no-require-imports -- a group is loaded when it is called for, synchronously */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: 'vendor',
    summary: "a vendor's keys and trust root",
    load: () => (require('./commands/vendor') as typeof import('./commands/vendor')).register,
  },
  {
    name: 'package',
    summary: 'build, inspect and verify packages',
    load: () => (require('./commands/package') as typeof import('./commands/package')).register,
  },
  {
    name: 'license',
    summary: 'make, submit and administer licenses',
    load: () => (require('./commands/license') as typeof import('./commands/license')).register,
  },
  {
    name: 'customer',
    summary: 'organizations that are served',
    load: () => (require('./commands/customer') as typeof import('./commands/customer')).register,
  },
  {
    name: 'trust',
    summary: 'vendors that are trusted here',
    load: () => (require('./commands/trust') as typeof import('./commands/trust')).register,
  },
  {
    name: 'feed',
    summary: 'feeds: priority, activation, openness',
    load: () => (require('./commands/feed') as typeof import('./commands/feed')).register,
  },
  {
    name: 'import',
    summary: 'upload packages',
    load: () => (require('./commands/import') as typeof import('./commands/import')).register,
  },
  {
    name: 'generation',
    summary: 'what the service answers from',
    load: () => (require('./commands/generation') as typeof import('./commands/generation')).register,
  },
  {
    name: 'snapshot',
    summary: 'retained snapshots of feeds',
    load: () => (require('./commands/snapshot') as typeof import('./commands/snapshot')).register,
  },
  {
    name: 'override',
    summary: 'local verdicts that outrank the feeds',
    load: () => (require('./commands/override') as typeof import('./commands/override')).register,
  },
  {
    name: 'own-feed',
    summary: "the provider's verdicts for other installations",
    load: () => (require('./commands/own-feed') as typeof import('./commands/own-feed')).register,
  },
  {
    name: 'guard',
    summary: "objects that turn red only with a person's word",
    load: () => (require('./commands/guard') as typeof import('./commands/guard')).register,
  },
  {
    name: 'settings',
    summary: 'limits and retention of the whole installation',
    load: () => (require('./commands/settings') as typeof import('./commands/settings')).register,
  },
  {
    name: 'tls',
    summary: 'the certificates by which clients know the service',
    load: () => (require('./commands/tls') as typeof import('./commands/tls')).register,
  },
  {
    name: 'provider',
    summary: 'who runs this service',
    load: () => (require('./commands/provider') as typeof import('./commands/provider')).register,
  },
  {
    name: 'statement',
    summary: 'what users of endpoints are asked to agree to',
    load: () => (require('./commands/statement') as typeof import('./commands/statement')).register,
  },
  {
    name: 'user',
    summary: 'people who sign in at the console',
    load: () => (require('./commands/user') as typeof import('./commands/user')).register,
  },
  {
    name: 'session',
    summary: 'where people are signed in',
    load: () => (require('./commands/session') as typeof import('./commands/session')).register,
  },
  {
    name: 'token',
    summary: 'access for automation',
    load: () => (require('./commands/token') as typeof import('./commands/token')).register,
  },
  {
    name: 'integration',
    summary: 'tokens for third-party tools',
    load: () => (require('./commands/integration') as typeof import('./commands/integration')).register,
  },
  {
    name: 'proxy',
    summary: 'proxies of sites: enrol, look at, steer',
    load: () => (require('./commands/proxy') as typeof import('./commands/proxy')).register,
  },
  {
    name: 'lookup',
    summary: 'ask for the reputation of objects',
    load: () => (require('./commands/lookup') as typeof import('./commands/lookup')).register,
  },
  {
    name: 'explain',
    summary: 'who decides about an object, and why',
    load: () => (require('./commands/explain') as typeof import('./commands/explain')).register,
  },
  {
    name: 'check',
    summary: 'hash local files and ask about them',
    load: () => (require('./commands/check') as typeof import('./commands/check')).register,
  },
  {
    name: 'endpoint',
    summary: 'what an endpoint does for itself',
    load: () => (require('./commands/endpoint') as typeof import('./commands/endpoint')).register,
  },
  {
    name: 'sample',
    summary: 'suspicious files that endpoints sent, for analysts',
    load: () => (require('./commands/sample') as typeof import('./commands/sample')).register,
  },
  {
    name: 'statistics',
    summary: 'what the service counts, and what endpoints contribute',
    load: () => (require('./commands/statistics') as typeof import('./commands/statistics')).register,
  },
  {
    name: 'alerts',
    summary: 'what will hurt soon, and what to do about it',
    load: () => (require('./commands/alerts') as typeof import('./commands/alerts')).register,
  },
  {
    name: 'approval',
    summary: 'what waits for a second person',
    load: () => (require('./commands/approval') as typeof import('./commands/approval')).register,
  },
  {
    name: 'four-eyes',
    summary: 'what needs two people',
    load: () => (require('./commands/four-eyes') as typeof import('./commands/four-eyes')).register,
  },
  {
    name: 'audit',
    summary: 'what was done, by whom, and whether it is as written',
    load: () => (require('./commands/audit') as typeof import('./commands/audit')).register,
  },
  {
    name: 'clock',
    summary: 'the time by which everything is judged',
    load: () => (require('./commands/clock') as typeof import('./commands/clock')).register,
  },
  {
    name: 'doctor',
    summary: 'what is wrong, and what to do next',
    load: () => (require('./commands/doctor') as typeof import('./commands/doctor')).register,
  },
];
