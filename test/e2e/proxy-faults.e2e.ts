import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { generateLicenseKey } from '@pksn/licensing';
import type { LocalTlsPaths } from '@pksn/runtime';
import { ensureLocalTls } from '@pksn/runtime';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { idleConnections, residentBytes } from './idle-connections';
import { ProxyProcess } from './proxy-process';
import type { ProxyOptions } from './proxy-process';
import { ScriptedService } from './scripted-service';
import { sendSlowly } from './slow-sender';
import { SmallDisk } from './small-disk';
import { eventually } from './steps';

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const SILENCE_MS = 700;
/** Loaded into the built process before anything else: its wall clock is off by what a file says. */
const CLOCK_MOVER = `
  const { readFileSync } = require('node:fs');
  const real = Date.now;
  const offset = () => Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8'));
  let now = offset();
  setInterval(() => { now = offset(); }, 10).unref();
  Date.now = () => real() + now;
`;
/** The long form has 10,000. */
const CONNECTIONS = Number(process.env.PKSN_TEST_CONNECTIONS ?? '150');

const sha256 = (n: number): string => n.toString(16).padStart(64, '0');
const change = (n: number): object => ({ section: 'file-sha256', key: sha256(n), siblings: {} });

describe('a proxy among faults', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-faults-'));
  const key = generateLicenseKey();
  let tls: LocalTlsPaths;
  let ca: string;
  let service: ScriptedService;
  let proxy: ProxyProcess;
  const others: ProxyProcess[] = [];
  /** Objects from here on were asked by nobody. */
  let asked = 10_000;

  const upstream = (): object => ({
    addresses: [service.origin],
    ca: tls.ca,
    timeoutMs: 400,
    silenceMs: SILENCE_MS,
  });
  const another = async (config: object, options: Partial<ProxyOptions> = {}): Promise<ProxyProcess> => {
    const whole = { upstream: service.origin, ...tls, config: { upstream: upstream(), ...config }, ...options };
    const one = new ProxyProcess(whole, ca);
    others.push(one);
    return one.start();
  };
  const file = (n: number, of = proxy): Promise<Answer> => of.caller(key).get(`/v1/files/${sha256(n)}`);
  const zoneOf = async (n: number, of = proxy): Promise<string> => {
    const { status, body } = await file(n, of);
    return String(status === 200 ? body.zone : body.code);
  };
  const isUsable = async (of: ProxyProcess): Promise<boolean> =>
    (await of.caller(null).get('/readyz')).body.cache.usable as boolean;

  beforeAll(async () => {
    tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    ca = readFileSync(tls.ca, 'utf8');
    service = await ScriptedService.start(tls);
    proxy = await another({ limits: { connections: CONNECTIONS + 20 } });
  });
  beforeEach(() => {
    Object.assign(service, { behavior: 'right', hold: null, isMute: false });
    Object.assign(service.word, { zone: 'red' });
  });
  afterAll(async () => {
    if (process.env.PKSN_TEST_PROXY_LOG !== undefined) for (const { log } of others) process.stderr.write(`${log}\n`);
    await Promise.all(others.map((one) => one.stop()));
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['content-length', 'chunked'])('lets whoever sends too much by %s read that it is', async (way) => {
    const piece = Buffer.alloc(MIB / 2);
    const isChunked = way === 'chunked';
    const pieces = Array.from({ length: 10 }, () =>
      isChunked ? Buffer.concat([Buffer.from('80000\r\n'), piece, Buffer.from('\r\n')]) : piece,
    );
    if (isChunked) pieces.push(Buffer.from('0\r\n\r\n'));
    const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${String(5 * MIB)}`;
    const head = ['POST /v1/lookup HTTP/1.1', 'host: proxy', `authorization: Bearer ${key}`, length];
    // Half of it is sent when the answer has long been made.
    const told = await sendSlowly({ port: proxy.port, ca }, head, { pieces, pauseMs: 20 });
    expect(told.text).toMatch(/^HTTP\/1\.1 413 [^]*"code":"REQUEST_TOO_LARGE"/);
    expect([told.error, told.sentBytes]).toEqual([null, pieces.reduce((sum, { length: n }) => sum + n, 0)]);
  });

  it('waits for a service that is slow', async () => {
    service.behavior = 'slow';
    expect(await zoneOf(10)).toBe('red');
  });

  it.each(['endless-head', 'trickling-head', 'trickling-body', 'too-long', 'too-short'] as const)(
    'takes %s for no answer, and gives nobody the end of one for another',
    async (behavior) => {
      const fresh = [1, 2, 3].map(() => asked++);
      await eventually(
        () => file(1),
        ({ status, body }) => status === 200 && body.stale === false,
      );
      service.behavior = behavior;
      // What such a service says meanwhile may be anything; it must not be given, nor kept.
      service.word.zone = 'green';
      const told = await Promise.all(fresh.map((n) => zoneOf(n)));
      expect(told).toEqual(told.map(() => 'SERVICE_UNAVAILABLE'));
      expect(await zoneOf(1)).toBe('red');
      Object.assign(service.word, { zone: 'red' });
      service.behavior = 'right';
      const again = await eventually(
        () => file(fresh[0] as number),
        ({ status, body }) => status === 200 && body.stale === false,
      );
      expect(again.body.zone).toBe('red');
    },
    20_000,
  );

  it('does not believe a stream that is half open', async () => {
    await eventually(
      () => file(2),
      ({ body }) => body.stale === false,
    );
    const before = service.streamsOpened;
    service.isMute = true;
    service.tell([change(2)], { generation: service.word.generation + 1, zone: 'green' });
    const seen = await eventually(
      () => file(2),
      ({ body }) => body.zone === 'green',
    );
    expect(seen.body.generation).toBe(service.word.generation);
    await eventually(
      () => Promise.resolve(service.streamsOpened),
      (opened) => opened > before,
    );
    service.isMute = false;
    const { body } = await eventually(
      () => file(2),
      ({ headers }) => headers['pksn-scope'] !== undefined,
    );
    expect(body).toMatchObject({ zone: 'green', stale: false });
  });

  it('asks once for a list that many ask for at once, and again when a change was told meanwhile', async () => {
    await eventually(
      () => file(2),
      ({ headers }) => headers['pksn-scope'] !== undefined,
    );
    const list = async (prefix: string): Promise<string> =>
      (await proxy.caller(key).get(`/v1/prefixes/file-sha256/${prefix}`)).body.entries[0].zone as string;
    const before = service.lists;
    let release: () => void = () => undefined;
    service.hold = new Promise((done) => (release = done));
    const told = Array.from({ length: 30 }, () => list('ab01'));
    await delay(100);
    release();
    expect(new Set(await Promise.all(told))).toEqual(new Set(['red']));
    expect(service.lists).toBe(before + 1);
    service.hold = new Promise((done) => (release = done));
    const early = list('ab02');
    await eventually(
      () => Promise.resolve(service.lists),
      (lists) => lists === before + 2,
    );
    service.tell([change(7)], { generation: service.word.generation + 1, zone: 'green' });
    await delay(50);
    service.hold = null;
    // Begun before the change: whoever comes after it does not get it.
    const late = list('ab02');
    expect(await late).toBe('green');
    release();
    await early;
    expect(await list('ab02')).toBe('green');
  });

  it('tells the service once of each endpoint that is answered here', async () => {
    await eventually(
      () => file(2),
      ({ headers }) => headers['pksn-scope'] !== undefined,
    );
    const ids = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    for (const id of [...ids, ...ids])
      await proxy.caller(key).get(`/v1/files/${sha256(2)}`, { headers: { 'pksn-endpoint': id } });
    const told = (): string[] =>
      service.seen.filter((one) => one.startsWith(key.slice(-6)) && !one.endsWith(' ')).sort();
    await eventually(
      () => Promise.resolve(told().length),
      (count) => count >= ids.length,
    );
    expect(told()).toEqual(ids.map((id) => `${key.slice(-6)} ${id}`));
  });

  it('serves on among idle connections, and closes those that are too many', async () => {
    const before = residentBytes(proxy.pid);
    const idle = await idleConnections({ port: proxy.port, ca }, CONNECTIONS);
    const bytes = (residentBytes(proxy.pid) - before) / CONNECTIONS;
    if (process.env.PKSN_TEST_CONNECTIONS !== undefined)
      process.stderr.write(`${String(CONNECTIONS)} idle connections: ${String(Math.round(bytes / 1024))} KiB each\n`);
    try {
      expect(idle.open).toBe(CONNECTIONS);
      expect(['red', 'green']).toContain(await zoneOf(2));
      const more = await idleConnections({ port: proxy.port, ca }, 40);
      expect(more.refused).toBeGreaterThan(0);
      expect(more.open).toBeGreaterThan(0);
      expect(idle.stillOpen()).toBe(CONNECTIONS);
      more.close();
      await eventually(
        () => zoneOf(2).catch(() => 'closed'),
        (zone) => zone !== 'closed',
      );
    } finally {
      idle.close();
    }
  }, 120_000);

  it('answers rightly while its disk is full, and keeps again when there is room', async () => {
    const disk = SmallDisk.create(24 * MIB);
    const small = await another({ data: disk.dataDir });
    try {
      for (const n of [31, 32]) expect(await zoneOf(n, small)).toBe('red');
      expect(await isUsable(small)).toBe(true);
      disk.fill(0);
      await eventually(
        async () => {
          // The log that is being written has room of its own for a while.
          const objects = Array.from({ length: 400 }, () => ({ file: sha256(asked++) }));
          const { body } = await small.caller(key).post('/v1/lookup', { body: { objects } });
          expect(new Set(body.results.map((one: Answer['body']) => one.zone))).toEqual(new Set(['red']));
          return !disk.mounted || !(await isUsable(small));
        },
        (isOver) => isOver,
      );
      service.tell([change(31)], { generation: service.word.generation + 1, zone: 'green' });
      expect([await zoneOf(31, small), await zoneOf(33, small)]).toEqual(['green', 'green']);
      disk.empty();
      await eventually(
        () => isUsable(small),
        (is) => is,
      );
      await eventually(
        () => file(31, small),
        ({ headers, body }) => headers['pksn-scope'] !== undefined && body.zone === 'green',
      );
      const before = service.bulks;
      for (let i = 0; i < 3; i++) expect(await zoneOf(31, small)).toBe('green');
      expect(service.bulks).toBeLessThanOrEqual(before + 1);
      if (disk.mounted) expect(small.log).toContain('the cache can be used again');
    } finally {
      await small.stop();
      disk.dispose();
    }
  }, 60_000);

  it('takes certificates that are replaced: its own, its client certificate, and the authority of the service', async () => {
    const place = join(folder, 'replaced');
    mkdirSync(place);
    const at = (name: string): string => join(place, name);
    const use = (from: LocalTlsPaths, kind: string): void => {
      for (const part of ['cert', 'key', 'ca'] as const) copyFileSync(from[part], at(`${kind}.${part}`));
    };
    for (const kind of ['own', 'client', 'above']) use(tls, kind);
    const config = {
      upstream: { ...upstream(), ca: at('above.ca') },
      identity: { cert: at('client.cert'), key: at('client.key') },
    };
    const one = await another(config, { cert: at('own.cert'), key: at('own.key') });
    expect(await zoneOf(41, one)).toBe('red');
    const next = await ensureLocalTls(join(folder, 'next'), { hosts: [], now: Date.now() });
    const print = (path: string): string => new X509Certificate(readFileSync(path)).fingerprint256;
    expect([...service.callers]).toContain(print(tls.cert));
    // Half of a pair and nonsense change nothing.
    copyFileSync(next.cert, at('own.cert'));
    writeFileSync(at('above.ca'), 'nonsense');
    process.kill(one.pid, 'SIGHUP');
    await eventually(
      () => Promise.resolve(one.log.match(/are not usable/g)?.length ?? 0),
      (count) => count >= 2,
    );
    expect(await zoneOf(42, one)).toBe('red');
    for (const kind of ['own', 'client', 'above']) use(next, kind);
    await service.certify(next);
    process.kill(one.pid, 'SIGHUP');
    const caller = new HttpsCaller(one.port, readFileSync(next.ca, 'utf8'), key);
    const { body } = await eventually(
      () => caller.get(`/v1/files/${sha256(43)}`).catch(() => ({ status: 0, body: {} }) as Answer),
      ({ status }) => status === 200,
    );
    expect(body.zone).toBe('red');
    expect([...service.callers]).toContain(print(next.cert));
    await service.certify(tls);
  }, 60_000);

  it.each([
    ['ten years back', -10 * YEAR_MS],
    ['an hour back', -HOUR_MS],
    ['twelve years ahead', 12 * YEAR_MS],
  ])(
    'gives nothing for longer than it may when its clock is set %s',
    async (_, jumpMs) => {
      const clock = join(folder, 'offset');
      const mover = join(folder, 'move-clock.cjs');
      writeFileSync(mover, CLOCK_MOVER);
      writeFileSync(clock, '0');
      const one = await another({}, { node: ['-r', mover], environment: { TEST_CLOCK_FILE: clock } });
      try {
        expect(await zoneOf(51, one)).toBe('red');
        writeFileSync(clock, String(jumpMs));
        await delay(50);
        // Linked, it goes on: by what it hears, and by the time that has passed.
        service.tell([change(51)], { generation: service.word.generation + 1, zone: 'green' });
        await eventually(
          () => zoneOf(51, one),
          (zone) => zone === 'green',
        );
        expect(await zoneOf(52, one)).toBe('green');
        service.behavior = 'silent';
        service.isMute = true;
        const lost = await eventually(
          () => file(51, one),
          ({ status, body }) => status !== 200 || body.stale === true,
        );
        if (lost.status === 200) expect(lost.body.age).toBeLessThan(60);
        await one.kill();
        await one.start();
        // Stored in the future, or long ago: nobody knows how old it is.
        expect(await zoneOf(51, one)).toBe('SERVICE_UNAVAILABLE');
      } finally {
        await one.stop();
      }
    },
    60_000,
  );
});
