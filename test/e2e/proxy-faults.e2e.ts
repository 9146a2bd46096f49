import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateLicenseKey } from '@pksn/licensing';
import type { LocalTlsPaths } from '@pksn/runtime';
import { ensureLocalTls } from '@pksn/runtime';
import { ProxyProcess } from './proxy-process';
import { ScriptedService } from './scripted-service';
import { sendSlowly } from './slow-sender';

const MIB = 1024 * 1024;

describe('a proxy among faults', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-faults-'));
  const key = generateLicenseKey();
  let tls: LocalTlsPaths;
  let service: ScriptedService;
  let proxy: ProxyProcess;
  let ca: string;

  beforeAll(async () => {
    tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    ca = readFileSync(tls.ca, 'utf8');
    service = await ScriptedService.start(tls);
    const config = { upstream: { addresses: [service.origin], ca: tls.ca, timeoutMs: 400 } };
    proxy = await new ProxyProcess({ upstream: service.origin, ...tls, config }, ca).start();
  });
  afterAll(async () => {
    await proxy.stop();
    await service.stop();
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
});
