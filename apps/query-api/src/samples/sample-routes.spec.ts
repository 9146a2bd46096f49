import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import { replyWithFault } from '@pksn/nest-kit';
import { DiskRoom } from '@pksn/runtime';
import { SampleFolder, newSampleKey, sampleIdentities } from '@pksn/samples';
import type { SampleIntake } from '@pksn/store-postgres';
import fastify from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import { sampleRoutes } from './sample-routes';
import { SampleTaker } from './sample-taker';
import { UploadSlots } from './upload-slots';

const ID = '0b0e7a3c-0000-4000-8000-000000000001';
const sender = { endpoint: Buffer.alloc(16), customerId: 'c' };
const code = (one: string): object => expect.objectContaining({ code: one }) as object;
const claimOf = (bytes: Buffer) => {
  const sha256 = hash('sha256', bytes);
  return { bytes: bytes.length, sha256, fileSha256: sha256, firstByte: 0, totalBytes: bytes.length, isWhole: true };
};

describe('what fails in taking a file', () => {
  let dir: string;
  let recipient: string;
  let abandoned: string[];
  const bytes = randomBytes(100_000);
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'pksn-taker-'));
    [{ recipient }] = await sampleIdentities(await newSampleKey());
  });
  beforeEach(() => (abandoned = []));
  afterAll(() => rmSync(dir, { recursive: true }));

  function taker(
    finish: SampleIntake['finish'],
    { away = false, reserveBytes = 0, silenceMs = 5_000, patienceMs = 5_000, folder = new SampleFolder(dir) } = {},
  ): SampleTaker {
    const intake = {
      begin: async () => ({ id: ID, recipient }),
      finish,
      abandon: async (id: string) => void abandoned.push(id),
    } as unknown as SampleIntake;
    const database = {
      use: <T>(work: () => Promise<T>): Promise<T> =>
        away ? Promise.reject(new Fault('SERVICE_UNAVAILABLE', 'away')) : work(),
    };
    const ports = { database, intake, folder, room: new DiskRoom(dir, null, reserveBytes) };
    return new SampleTaker(ports, {
      fileBytes: 1e6,
      filesPerDay: 1,
      bytesPerDay: 1,
      storeBytes: 1,
      silenceMs,
      patienceMs,
    });
  }
  const kept: SampleIntake['finish'] = async (_sample, _sender, onWritten) => (onWritten(), true);

  it('leaves no file: database away, before and after; disk full; silence; other bytes', async () => {
    const took = (one: SampleTaker, body: Readable = Readable.from([bytes])) => one.take(body, claimOf(bytes), sender);
    await expect(took(taker(kept, { away: true }))).rejects.toEqual(code('SERVICE_UNAVAILABLE'));
    const late = taker(() => Promise.reject(new Fault('SERVICE_UNAVAILABLE', 'away')));
    await expect(took(late)).rejects.toEqual(code('SERVICE_UNAVAILABLE'));
    expect(abandoned).toEqual([ID]);
    await expect(took(taker(kept, { reserveBytes: 1e18 }))).rejects.toEqual(code('DISK_FULL'));
    async function* silent(): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, 70_000);
      await delay(60_000, undefined, { ref: false });
    }
    await expect(took(taker(kept, { silenceMs: 20 }), Readable.from(silent()))).rejects.toEqual(
      code('UPLOAD_INCOMPLETE'),
    );
    await expect(took(taker(kept, { patienceMs: -10_000 }))).rejects.toEqual(code('UPLOAD_INCOMPLETE'));
    await expect(took(taker(kept), Readable.from([bytes.subarray(1)]))).rejects.toEqual(code('SAMPLE_MISMATCH'));
    expect(readdirSync(dir)).toEqual([]);
    await took(taker(kept));
    expect(readdirSync(dir)).toEqual([`${ID}.age`]);
    rmSync(join(dir, `${ID}.age`));
  });

  it('keeps the file when nobody knows whether the commit is in force: the worker asks the database', async () => {
    const unsure: SampleIntake['finish'] = async (_sample, _sender, onWritten) => {
      onWritten();
      throw new Fault('SERVICE_UNAVAILABLE', 'the answer to COMMIT was lost');
    };
    await expect(taker(unsure).take(Readable.from([bytes]), claimOf(bytes), sender)).rejects.toEqual(
      code('SERVICE_UNAVAILABLE'),
    );
    expect(readdirSync(dir)).toEqual([`${ID}.age`]);
    rmSync(join(dir, `${ID}.age`));
  });

  it('answers the same for a file that is known: neither by the time that its removal takes nor by its failure', async () => {
    const removals: { end: () => void; fail: (error: Error) => void }[] = [];
    class SlowFolder extends SampleFolder {
      override remove(): Promise<void> {
        return new Promise((end, fail) => removals.push({ end, fail }));
      }
    }
    const known = taker(async () => false, { folder: new SlowFolder(dir) });
    for (const how of ['end', 'fail'] as const) {
      await known.take(Readable.from([bytes]), claimOf(bytes), sender);
      removals.pop()?.[how](new Error('EIO'));
    }
    expect(abandoned).toEqual([]);
    expect(known.receivedBytes).toBe(2 * bytes.length);
  });
});

it('takes nothing where the provider takes no files', async () => {
  const http = fastify();
  http.setErrorHandler((error, _request, reply) => replyWithFault(reply, Fault.from(error)));
  const license = {
    checkKey: (_request: unknown, _reply: unknown, done: () => void) => done(),
    grantOf: () => ({ entry: { row: { customerId: 'c' } } }),
  } as unknown as LicenseGate;
  sampleRoutes(http, { license, taker: () => null, slots: new UploadSlots() });
  const headers = { 'content-type': 'application/octet-stream', 'pksn-endpoint': 'ab'.repeat(16) };
  const payload = Buffer.from('x');
  const confirmed = { 'pksn-confirmed': hash('sha256', payload) };
  const answer = await http.inject({
    method: 'POST',
    url: '/v1/submissions',
    headers: { ...headers, ...confirmed },
    payload,
  });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'SAMPLE_NOT_TAKEN']);
  await http.close();
});

it('takes few files at a time, and fewer of one customer', () => {
  const slots = new UploadSlots();
  const [first] = [slots.take('a'), slots.take('a')];
  expect(() => slots.take('a')).toThrow(Fault);
  for (const other of ['b', 'c', 'd']) for (let n = 0; n < 2; n++) slots.take(other);
  expect(() => slots.take('e')).toThrow(expect.objectContaining({ facts: { retryAfterSeconds: 5 } }) as Error);
  first?.();
  slots.take('e');
  expect(slots.underWay).toBe(8);
});
