import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import type { UpstreamAnswer } from '../upstream/upstream';
import { LiveSettings } from './live-settings';
import { SettingsFollower } from './settings-follower';
import { SettingsRecord } from './settings-record';

const standing = (presentSeconds: number): object => ({
  ...{ proxy: { id: 'p', name: 'north', boundTo: 'customer' }, revision: 1 },
  ...{ certificateExpiresAt: '2030-01-01T00:00:00.000Z', settings: { cache: { presentSeconds } } },
});
const answer = (status: number, body: unknown, etag?: string): UpstreamAnswer => ({
  status,
  headers: etag === undefined ? {} : { etag },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

describe('how a proxy hears what is set for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-settings-'));
  const path = join(folder, 'settings.json');
  const warned: string[] = [];
  let told: UpstreamAnswer | Fault = new Fault('SERVICE_UNREACHABLE', 'away');
  let asked: Record<string, string> = {};
  let answered = { lookups: 0, cached: 0, stale: 0 };
  const upstream = {
    send: ({ headers }: { readonly headers: Readonly<Record<string, string>> }): Promise<UpstreamAnswer> => {
      asked = headers;
      return told instanceof Fault ? Promise.reject(told) : Promise.resolve(told);
    },
  };
  /** A start, one question, and its end. */
  const run = async (): Promise<{ settings: LiveSettings; follower: SettingsFollower }> => {
    const settings = new LiveSettings({ 'cache.presentSeconds': 60 });
    const counts = (): typeof answered => answered;
    const ports = {
      counts,
      upstream,
      settings,
      record: new SettingsRecord(folder),
      now: () => 1_000,
      version: '1.2.3',
    };
    const follower = new SettingsFollower({ ...ports, warn: ({ code }) => warned.push(code) });
    await follower.start();
    await follower.stop();
    return { settings, follower };
  };
  const stateOf = ({ follower }: { follower: SettingsFollower }): string => follower.recognition.state;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what was said for starts without the link', async () => {
    expect(stateOf(await run())).toBe('unreachable');
    told = answer(200, standing(5), '"a"');
    const first = await run();
    expect([stateOf(first), first.settings.presentMs, asked['pksn-proxy-version']]).toEqual(['known', 5_000, '1.2.3']);
    told = new Fault('SERVICE_UNREACHABLE', 'away');
    const again = await run();
    expect([stateOf(again), again.settings.presentMs]).toEqual(['unreachable', 5_000]);
    expect(again.follower.recognition).toMatchObject({ heardAt: 1_000, standing: { proxy: { name: 'north' } } });
    expect(asked['if-none-match']).toBeUndefined();
  });

  it('says with its question what it answered since it was last heard', async () => {
    const said = (): string | undefined => asked['pksn-proxy-counts'];
    const ports = { upstream, settings: new LiveSettings({}), record: new SettingsRecord(folder), version: '1.2.3' };
    const counts = (): typeof answered => answered;
    const follower = new SettingsFollower({ ...ports, counts, now: () => 1_000, warn: () => undefined });
    const ask = async (revision: number): Promise<void> => {
      follower.told(revision);
      await follower.stop();
    };
    answered = { lookups: 10, cached: 8, stale: 0 };
    told = answer(200, standing(5), '"a"');
    await ask(1);
    await ask(2);
    expect(said()).toBe('lookups=10, cached=8, stale=0');
    answered = { lookups: 12, cached: 9, stale: 1 };
    told = new Fault('SERVICE_UNREACHABLE', 'away');
    await ask(3);
    told = answer(304, '');
    await ask(4);
    expect(said()).toBe('lookups=2, cached=1, stale=1');
    await ask(5);
    expect(said()).toBeUndefined();
    answered = { lookups: 0, cached: 0, stale: 0 };
  });

  it.each<[string, UpstreamAnswer]>([
    ['unchanged, to who knows nothing', answer(304, '')],
    ['no JSON', answer(200, '\0')],
    ['no standing', answer(200, {})],
    ['out of bounds', answer(200, standing(0))],
    ['too large', answer(200, `"${'x'.repeat(70_000)}"`)],
  ])('changes nothing by an answer that is %s', async (_what, bad) => {
    const before = readFileSync(path, 'utf8');
    told = bad;
    const { settings, follower } = await run();
    expect(settings.presentMs).toBe(5_000);
    expect(['bad settings', 'unreachable']).toContain(follower.recognition.state);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it("says the service's own words for a refusal, without what no console should show", async () => {
    const detail = 'the proxy south or its certificate was revoked';
    told = answer(403, { code: 'PROXY_REVOKED', detail: `${detail}\u001b` });
    const { follower } = await run();
    expect(follower.recognition).toMatchObject({ state: 'revoked', problem: detail });
  });

  it('goes by its file, and says so, when what was kept is damaged', async () => {
    writeFileSync(path, '{"standing":');
    told = new Fault('SERVICE_UNREACHABLE', 'away');
    warned.length = 0;
    const { settings } = await run();
    expect([settings.presentMs, warned[0]]).toEqual([60_000, 'CONFIG_INVALID']);
  });
});
