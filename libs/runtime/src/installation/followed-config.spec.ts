import type { FaultCode } from '@pksn/domain';
import { loadConfig } from '../config';
import { setting } from '../setting';
import { FollowedConfig } from './followed-config';
import { INSTALLATION_SETTINGS, installationSettingsOf } from './installation-settings';
import { readSettingValue, requireSettingName } from './setting-value';

const refusal = (code: FaultCode, facts: object = {}): Error =>
  expect.objectContaining({ name: 'Fault', code, facts: expect.objectContaining(facts) as unknown }) as Error;
const DAY_MS = 86_400_000;

const SCHEMA = {
  port: setting.port({ default: 1 }),
  retainedSnapshots: setting.integer(INSTALLATION_SETTINGS.retainedSnapshots),
  sampleRetention: setting.duration(INSTALLATION_SETTINGS.sampleRetention),
};
const given = (argv: string[]) => loadConfig(SCHEMA, { argv, environment: {} });

describe('the configuration that a process follows', () => {
  it('is its own until something is set, and again when that is taken back', () => {
    let changes = 0;
    const followed = new FollowedConfig('import-worker', given(['--retained-snapshots', '9']), () => changes++);
    const { config } = followed;
    expect({ ...config }).toEqual({ port: 1, retainedSnapshots: 9, sampleRetention: 90 * DAY_MS });
    followed.follow({ retainedSnapshots: 3, sampleRetention: DAY_MS });
    expect([config.retainedSnapshots, config.sampleRetention]).toEqual([3, DAY_MS]);
    expect(followed.own).toEqual({ retainedSnapshots: 9, sampleRetention: 90 * DAY_MS });
    followed.follow({ retainedSnapshots: 3, sampleRetention: DAY_MS });
    expect(changes).toBe(1);
    followed.follow({});
    expect([config.retainedSnapshots, changes]).toEqual([9, 2]);
  });

  it('takes nothing that is out of its bounds, of another form, or not its own to change', () => {
    const followed = new FollowedConfig('import-worker', given([]));
    followed.follow({ retainedSnapshots: 1, sampleRetention: 'soon', port: 7, uploadsOpen: 3 });
    expect({ ...followed.config }).toEqual({ port: 1, retainedSnapshots: 5, sampleRetention: 90 * DAY_MS });
  });

  it('has a place for false and for zero', () => {
    const followed = new FollowedConfig('query-api', { takeSamples: true, cachePresent: 5_000 });
    followed.follow({ takeSamples: false });
    expect(followed.config.takeSamples).toBe(false);
    const worker = new FollowedConfig('import-worker', { snapshotRetention: DAY_MS });
    worker.follow({ snapshotRetention: 0 });
    expect(worker.config.snapshotRetention).toBe(0);
  });
});

describe('a value for a setting', () => {
  it('is a number, or what the flag takes', () => {
    expect(readSettingValue('sampleRetention', '30d')).toBe(30 * DAY_MS);
    expect(readSettingValue('sampleRetention', DAY_MS)).toBe(DAY_MS);
    expect(readSettingValue('uploadsOpen', '12')).toBe(12);
    expect(readSettingValue('takeSamples', 'no')).toBe(false);
    expect(readSettingValue('takeSamples', true)).toBe(true);
  });

  it.each<[Parameters<typeof readSettingValue>[0], unknown]>([
    ['retainedSnapshots', 1],
    ['retainedSnapshots', 2.5],
    ['retainedSnapshots', true],
    ['sampleRetention', '0d'],
    ['sampleRetention', -DAY_MS],
    ['sampleRetention', 'for ever'],
    ['historyRetention', Number.MAX_SAFE_INTEGER],
    ['takeSamples', 1],
    ['uploadsOpen', { $gt: 0 }],
    ['uploadsOpen', ['3']],
    ['uploadsOpen', NaN],
  ])('of %s is not %j', (name, value) => {
    expect(() => readSettingValue(name, value)).toThrow(refusal('REQUEST_MALFORMED', { setting: name }));
  });

  it('goes with a name of the table alone', () => {
    for (const name of ['port', 'toString', '__proto__', ''])
      expect(() => requireSettingName(name)).toThrow(refusal('REQUEST_MALFORMED'));
    expect(installationSettingsOf('admin-api')).toContain(requireSettingName('uploadsOpen'));
  });
});

it('every default is within its own bounds', () => {
  for (const [name, { default: value }] of Object.entries(INSTALLATION_SETTINGS))
    expect(readSettingValue(name as keyof typeof INSTALLATION_SETTINGS, value)).toBe(value);
});
