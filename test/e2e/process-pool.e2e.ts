import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const PROCESSES = 3;
const CALLERS = 6;

describe('several query processes on one port', () => {
  let service: Service;
  let license: ForgedLicense;
  let slow: ForgedLicense;

  beforeAll(async () => {
    service = await Service.create();
    await Promise.all([
      service.start('query-api', 'query-api', { PKSN_PROCESSES: String(PROCESSES) }),
      service.start('admin-api'),
      service.start('import-worker'),
    ]);
    const acme = forgeVendor('acme', Date.now());
    license = acme.license();
    slow = acme.license({ licenseId: 'L-slow', limits: { requestsPerSecond: 1 } });
    await trust(service, acme);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
    );
    await submit(service, license, slow);
    await eventually(
      () => Promise.all(Array.from({ length: 4 * PROCESSES }, () => service.query(license.key).get(DOMAIN))),
      (answers) => answers.every(({ status }) => status === 200),
    );
  }, 120_000);
  afterAll(() => service.stop());

  const DOMAIN = '/v1/domains/example.net';
  const pool = (): number => service.apps.get('query-api')?.process.pid ?? 0;
  /** The pool's members, by the kernel's word. */
  const members = (): number[] =>
    readFileSync(`/proc/${String(pool())}/task/${String(pool())}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);

  it('runs as many as were asked for', () => {
    expect(members()).toHaveLength(PROCESSES);
  });

  it('replaces all of them without a refused connection or a lost answer', async () => {
    const before = members();
    let running = true;
    const answers: number[] = [];
    const failures: string[] = [];
    const callers = Array.from({ length: CALLERS }, async (_, i) => {
      // Half of them keep their connections, as endpoints do; half come anew each time.
      const agent = i % 2 === 0 ? new Agent({ keepAlive: true, ca: service.ca }) : null;
      while (running) {
        await ask(agent).then(
          (status) => answers.push(status),
          (error: Error) => failures.push(error.message),
        );
        await delay(5);
      }
      agent?.destroy();
    });
    process.kill(pool(), 'SIGUSR2');
    const after = await waitFor(
      members,
      (now) => now.length === PROCESSES && now.every((pid) => !before.includes(pid)),
    );
    running = false;
    await Promise.all(callers);
    expect(after).toHaveLength(PROCESSES);
    expect(failures).toEqual([]);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(answers.length).toBeGreaterThan(CALLERS);
  }, 120_000);

  it('does nothing in a member that is told to replace, which only the pool can', async () => {
    const all = members();
    for (const pid of all) process.kill(pid, 'SIGUSR2');
    await eventually(
      () => Promise.resolve(service.apps.get('query-api')?.log() ?? ''),
      (log) => log.split('only a pool of several processes').length > PROCESSES,
    );
    expect(members()).toEqual(all);
  });

  it('starts a member again that was killed, and answers meanwhile', async () => {
    const [victim = 0, ...others] = members();
    process.kill(victim, 'SIGKILL');
    await waitFor(members, (now) => now.length === PROCESSES && !now.includes(victim));
    expect(members()).toEqual(expect.arrayContaining(others));
    expect((await service.query(license.key).get(DOMAIN)).body).toMatchObject({ zone: 'red' });
  }, 60_000);

  it('grants a key its rate once, not in each member', async () => {
    const answers = await eventually(
      () => Promise.all(Array.from({ length: 10 * PROCESSES }, () => service.query(slow.key).get(DOMAIN))),
      (now) => now.some(waitsLong),
    );
    // Alone, a member owes nothing and asks for a second's patience at most.
    expect(answers.filter(waitsLong).map(({ body }) => (body as { code: string }).code)).toContain('LICENSE_RATE');
    expect((await service.query(license.key).get(DOMAIN)).status).toBe(200);
  }, 60_000);

  it('goes on with a TLS session in whichever member the next connection meets', async () => {
    let session: Buffer | undefined;
    const reused: boolean[] = [];
    for (let i = 0; i < 3 * PROCESSES; i++) {
      const met = await visit(session);
      reused.push(met.reused);
      session = met.session;
    }
    expect(reused).toEqual(reused.map((_, i) => i > 0));
  });

  it('reads its certificate again on SIGHUP, in all members, and lets sessions go on', async () => {
    const readers = (): Set<number> => {
      const log = service.apps.get('query-api')?.log() ?? '';
      const lines = log.split('\n').filter((line) => line.includes('certificate files were read again'));
      return new Set(lines.map((line) => (JSON.parse(line) as { pid: number }).pid));
    };
    let { session } = await visit(undefined);
    // One that was just started may not listen yet, and would read them anyway.
    await eventually(
      () => {
        process.kill(pool(), 'SIGHUP');
        return delay(100).then(readers);
      },
      (pids) => members().every((pid) => pids.has(pid)),
    );
    expect([...readers()]).toEqual(expect.arrayContaining(members()));
    const reused: boolean[] = [];
    for (let i = 0; i < 2 * PROCESSES; i++) {
      const met = await visit(session);
      reused.push(met.reused);
      session = met.session;
    }
    expect(reused).toEqual(reused.map(() => true));
    expect(members()).toHaveLength(PROCESSES);
  }, 60_000);

  it('ends with all of its members, in order, whoever stays connected and asks for nothing', async () => {
    const all = members();
    const app = service.apps.get('query-api');
    const port = service.portOf('query-api');
    const silent = Array.from({ length: PROCESSES }, () => connectTcp(port, '127.0.0.1'));
    const shaken = Array.from({ length: PROCESSES }, () => connect({ host: '127.0.0.1', port, ca: service.ca }));
    for (const socket of [...silent, ...shaken]) socket.on('error', () => undefined).resume();
    await Promise.all([
      ...silent.map((one) => once(one, 'connect')),
      ...shaken.map((one) => once(one, 'secureConnect')),
    ]);
    await service.kill('query-api', 'SIGTERM');
    expect(all.filter(alive)).toEqual([]);
    expect([await app?.ended, app?.log()]).toEqual([0, expect.not.stringContaining('stopping took too long')]);
  }, 60_000);

  function ask(agent: Agent | null): Promise<number> {
    const headers = { authorization: `Bearer ${license.key}` };
    const options = { host: '127.0.0.1', port: service.portOf('query-api'), path: DOMAIN, headers, ca: service.ca };
    return new Promise((done, fail) => {
      const outgoing = request({ ...options, agent: agent ?? false }, (incoming) => {
        incoming
          .resume()
          .on('end', () => done(incoming.statusCode ?? 0))
          .on('error', fail);
      });
      outgoing.on('error', fail);
      outgoing.setTimeout(20_000, () => outgoing.destroy(new Error('no answer')));
      outgoing.end();
    });
  }

  /** One connection with one answer; TLS 1.3 hands a new session over behind the handshake. */
  async function visit(session: Buffer | undefined): Promise<{ reused: boolean; session: Buffer | undefined }> {
    const port = service.portOf('query-api');
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca: service.ca, ...(session && { session }) });
    let given = session;
    socket.on('session', (next: Buffer) => (given = next));
    socket.resume();
    await once(socket, 'secureConnect');
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    const reused = socket.isSessionReused();
    await once(socket, 'close');
    return { reused, session: given };
  }
});

function waitsLong({ headers }: Answer): boolean {
  return Number(headers['retry-after'] ?? 0) > 1;
}

async function waitFor<T>(look: () => T, right: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 1_000; i++) {
    const value = look();
    if (right(value)) return value;
    await delay(50);
  }
  return look();
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
