import type { Fault } from '@pksn/domain';
import { ClientGate } from './client-gate';
import { ClientRates } from './client-rates';
import { LiveSettings } from './live-settings';
import { flatSettings, SETTING_DEFAULTS } from './setting-values';

const codeOf = (act: () => void): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    return (error as Fault).code;
  }
};

describe('who may ask a proxy', () => {
  it('is everybody, unless addresses are named', () => {
    const gate = new ClientGate(() => 0);
    expect([gate.isOpen, gate.isAllowed('203.0.113.9')]).toEqual([true, true]);
    gate.use({ ...SETTING_DEFAULTS, allowedClients: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'] });
    expect(gate.isOpen).toBe(false);
    const allowed = ['10.9.8.7', '::ffff:10.9.8.7', 'fd00::1', '192.0.2.1'];
    const others = ['11.0.0.1', 'fe80::1', '192.0.2.2', '::ffff:11.0.0.1', '', undefined];
    expect(allowed.map((address) => gate.isAllowed(address))).toEqual(allowed.map(() => true));
    expect(others.map((address) => gate.isAllowed(address))).toEqual(others.map(() => false));
    expect(codeOf(() => gate.admit('11.0.0.1'))).toBe('CLIENT_NOT_ALLOWED');
    gate.use(SETTING_DEFAULTS);
    expect([gate.isOpen, gate.isAllowed('11.0.0.1')]).toEqual([true, true]);
  });

  it('may ask as often as is set, each address by itself', () => {
    let now = 0;
    const gate = new ClientGate(() => now);
    const values = { ...SETTING_DEFAULTS, 'limits.requestsPerSecond': 2 };
    gate.use(values);
    const ask = (address: string): string | null => codeOf(() => gate.admit(address));
    expect([ask('10.0.0.1'), ask('10.0.0.1'), ask('10.0.0.1')]).toEqual([null, null, 'CLIENT_RATE']);
    expect(ask('10.0.0.2')).toBeNull();
    // Other settings do not begin the count anew.
    gate.use({ ...values, 'limits.connections': 5 });
    now = 499;
    expect(ask('10.0.0.1')).toBe('CLIENT_RATE');
    now = 500;
    expect([ask('10.0.0.1'), ask('10.0.0.1')]).toEqual([null, 'CLIENT_RATE']);
  });
});

describe('how often clients ask', () => {
  it('is counted for all addresses that one machine has for itself', () => {
    const rates = new ClientRates(1);
    expect(rates.take('2001:db8:1:2::1', 0)).toBe(0);
    expect(rates.take('2001:db8:1:2:ffff::9', 0)).toBeGreaterThan(0);
    expect(rates.take('2001:db8:1:3::1', 0)).toBe(0);
    expect([rates.take('::1', 0), rates.take('0:0::1', 0) > 0]).toEqual([0, true]);
  });

  it('is the rate over a long time, however it is tried', () => {
    const rates = new ClientRates(10);
    let taken = 0;
    for (let now = 0; now < 60_000; now += 7) if (rates.take('10.0.0.1', now) === 0) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(600);
    expect(taken).toBeLessThanOrEqual(610);
  });
});

describe('settings of a proxy', () => {
  it('are those of the service, else of the file, else built in, each with who has set it', () => {
    const settings = new LiveSettings({ 'cache.presentSeconds': 60, 'offline.keysHours': 1 });
    const heard: number[] = [];
    settings.follow((values) => heard.push(values['cache.presentSeconds']));
    expect([settings.presentMs, settings.keysMs, settings.answersMs]).toEqual([60_000, 3_600_000, 86_400_000]);
    settings.use(flatSettings({ cache: { presentSeconds: 5 }, allowedClients: ['10.0.0.0/8'] }));
    expect([settings.presentMs, settings.keysMs, heard]).toEqual([5_000, 3_600_000, [60, 5]]);
    expect(settings.list()).toEqual(
      expect.arrayContaining([
        { name: 'cache.presentSeconds', value: 5, from: 'service' },
        { name: 'offline.keysHours', value: 1, from: 'file' },
        { name: 'limits.connections', value: 20_000, from: 'default' },
        { name: 'allowedClients', value: ['10.0.0.0/8'], from: 'service' },
      ]),
    );
    const said = { presentMs: 1_000, absentMs: 1_000 };
    // What the service sets for proxies outranks what it says to all; a file can only shorten that.
    expect(settings.lifetimesOf(said)).toEqual({ presentMs: 5_000, absentMs: 1_000 });
    settings.use({});
    expect(settings.lifetimesOf(said)).toEqual(said);
    expect([settings.presentMs, settings.values.allowedClients]).toEqual([60_000, null]);
  });
});
