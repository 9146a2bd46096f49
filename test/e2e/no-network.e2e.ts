import { join, resolve } from 'node:path';
import { runIsolated } from './isolated-run';
import type { IsolatedRun } from './isolated-run';

const ROOT = resolve(__dirname, '../..');
/** The end-to-end files that are run again without a network. */
const WHOLE = ['test/e2e/spine.e2e.ts', 'test/e2e/license-table.e2e.ts'];
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)\b/;

const script = (source: string): Promise<IsolatedRun> => runIsolated([process.execPath, '-e', source], {});

describe('without a network', () => {
  // First that the detector detects: each of these must be counted, or the silence below means nothing.
  it('a connection, a name look-up and a datagram would be seen', async () => {
    expect((await script('')).attempts).toEqual({ toElsewhere: 0, toNobody: 0 });
    const attempts = [
      `net.connect(443, '192.0.2.1').on('error', () => undefined)`,
      `net.connect(443, '2001:db8::1').on('error', () => undefined)`,
      `new dns.Resolver().resolve4('name.example', () => undefined)`,
      `dns.lookup('name.example', () => undefined)`,
      `dgram.createSocket('udp4').on('error', () => undefined).send('x', 53, '127.0.0.1', function () { this.close(); })`,
    ];
    for (const attempt of attempts) {
      const { attempts: seen } = await script(attempt);
      expect({ attempt, seen: seen.toElsewhere + seen.toNobody > 0 }).toEqual({ attempt, seen: true });
    }
    const { attempts: local } = await script(
      `const s = net.createServer((c) => c.end()).listen(0, '127.0.0.1', () => net.connect(s.address().port, 'localhost').resume().on('close', () => s.close()))`,
    );
    expect(local).toEqual({ toElsewhere: 0, toNobody: 0 });
  }, 60_000);

  it('everything goes on as it does with one, and nothing tries to leave', async () => {
    const jest = [
      process.execPath,
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--rootDir',
      ROOT,
      '--ci',
      '-w',
      '1',
      '--runTestsByPath',
      ...WHOLE.map((path) => join(ROOT, path)),
    ];
    const { code, output, attempts } = await runIsolated(jest, { PKSN_TEST_LOGS: '1' });
    const summary = output
      .split('\n')
      .filter((line) => /^(Test Suites|Tests):|●/.test(line))
      .join('\n');
    expect({ code, summary }).toEqual({
      code: 0,
      summary: expect.stringMatching(new RegExp(`Test Suites: ${String(WHOLE.length)} passed`)),
    });
    expect(output).toContain('"msg":"listening"');
    expect(output.split('\n').filter((line) => UNREACHABLE.test(line))).toEqual([]);
    expect(attempts).toEqual({ toElsewhere: 0, toNobody: 0 });
  }, 400_000);
});
