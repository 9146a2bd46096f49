import { decodePackedAnswer, encodePackedQuestion } from '@pksn/contract';
import type { LookupAnswer, PackedRun, Problem, Reputation, WireObject } from '@pksn/contract';
import { softwareKey } from '@pksn/domain';
import { parseAddress } from '@pksn/web-address';
import { LookupServer } from './lookup-server.fixture';
import { FILES, SampleWorld, hashOf } from './sample-world.fixture';

const PACKED = 'application/octet-stream';

/** The same objects by JSON and by packed run. */
function hashes(
  kind: 'file' | 'certificate',
  form: 'sha256' | 'sha1' | 'md5',
  count: number,
): [WireObject[], PackedRun] {
  const keys = Array.from({ length: count }, (_, n) => hashOf(form, n));
  const name = `${kind}-${form}` as 'file-sha256';
  return [keys.map((key) => ({ [kind]: key.toString('hex') })), { kind: name, count, keys: Buffer.concat(keys) }];
}

function addresses(kind: 'ip4' | 'ip6', texts: readonly string[], bytes: readonly Buffer[]): [WireObject[], PackedRun] {
  return [texts.map((ip) => ({ ip })), { kind, count: texts.length, keys: Buffer.concat([...bytes]) }];
}

function texts(kind: 'url' | 'domain', all: readonly string[]): [WireObject[], PackedRun] {
  return [all.map((one) => ({ [kind]: one })), { kind, count: all.length, texts: all }];
}

function software(all: readonly [string, string, string | null][]): [WireObject[], PackedRun] {
  const keys = all.map(([vendor, product, version]) =>
    Buffer.concat([
      softwareKey(vendor, product, version),
      version === null ? Buffer.alloc(32) : softwareKey(vendor, product, null),
    ]),
  );
  const objects = all.map(([vendor, product, version]) => ({ software: { vendor, product, version } }));
  return [objects, { kind: 'software', count: all.length, keys: Buffer.concat(keys) }];
}

const mapped = Buffer.concat([Buffer.alloc(10), Buffer.from('ffffc0000207', 'hex')]);
const ASKED = [
  hashes('file', 'sha256', FILES + 3),
  hashes('certificate', 'sha256', 3),
  hashes('file', 'md5', FILES),
  addresses('ip4', ['192.0.2.7', '198.51.100.1'], [Buffer.of(192, 0, 2, 7), Buffer.of(198, 51, 100, 1)]),
  addresses('ip6', ['2001:db8::5', '::ffff:192.0.2.7'], [parseAddress('2001:db8::5').bytes, mapped]),
  texts('url', ['http://bad.example/a/b?c', 'http://192.0.2.9/', 'http://', 'http://good.example/']),
  texts('domain', ['bad.example', '', 'a b', 'xn--nxasmq6b.example']),
  software([
    ['ACME', 'Tool', '1.0'],
    ['ACME', 'Tool', null],
    ['ACME', 'Other', null],
  ]),
  hashes('file', 'sha1', FILES),
  hashes('certificate', 'sha1', 3),
];
const OBJECTS = ASKED.flatMap(([objects]) => objects);
const RUNS = ASKED.map(([, run]) => run);

describe('a bulk by packed bytes', () => {
  let world: SampleWorld;
  let server: LookupServer;
  beforeAll(async () => {
    world = await SampleWorld.create();
    server = await LookupServer.start(world.generations);
  });
  afterAll(async () => {
    await server.stop();
    world.remove();
  });

  it('answers what a bulk by JSON answers, for every kind of object', async () => {
    const json = await server.post('/v1/lookup', 'application/json', JSON.stringify({ objects: OBJECTS }));
    const { results, ...envelope } = JSON.parse(json.bytes.toString()) as LookupAnswer;
    const { status, type, bytes } = await server.post(
      '/v1/lookup/packed',
      PACKED,
      encodePackedQuestion({ hashes: true, runs: RUNS }),
    );
    expect({ status, type }).toEqual({ status: 200, type: PACKED });
    const { results: packed, ...packedEnvelope } = decodePackedAnswer(bytes);
    expect(packedEnvelope).toEqual(envelope);
    expect(packed).toHaveLength(OBJECTS.length);
    for (const [i, said] of results.entries()) {
      if ('error' in said) {
        expect(packed[i]).toEqual(said);
        continue;
      }
      const { object, ...rest } = said;
      expect({ asked: OBJECTS[i], ...packed[i] }).toEqual({
        asked: OBJECTS[i],
        matched: null,
        ...rest,
        hashes: others(object, i),
      });
    }
    const kinds = new Set(results.map((said) => ('error' in said ? 'error' : said.source.kind)));
    expect(kinds).toEqual(new Set(['feed', 'override', 'none', 'error']));
  });

  /** The hashes that the JSON answer names beside the one asked. */
  function others(object: Reputation['object'], i: number): object {
    const asked = OBJECTS[i] as WireObject;
    const named = Object.entries(object).filter(
      ([name, value]) =>
        ['sha256', 'sha1', 'md5'].includes(name) && value !== asked.file && value !== asked.certificate,
    );
    return Object.fromEntries(named);
  }

  it('leaves the other hashes out where they are not wanted', async () => {
    const ask = async (wanted: boolean): Promise<Buffer> => {
      const question = encodePackedQuestion({ hashes: wanted, runs: RUNS });
      return (await server.post('/v1/lookup/packed', PACKED, question)).bytes;
    };
    const [without, full] = [decodePackedAnswer(await ask(false)), decodePackedAnswer(await ask(true))];
    const bare = full.results.map((result) => ('error' in result ? result : { ...result, hashes: {} }));
    expect(without.results).toEqual(bare);
    expect(bare).not.toEqual(full.results);
  });

  it('refuses what is no packed question of its version, and whoever has no key', async () => {
    const good = encodePackedQuestion({ hashes: false, runs: RUNS });
    const code = async (body: Buffer, type = PACKED, key?: string): Promise<[number, string]> => {
      const { status, bytes } = await server.post('/v1/lookup/packed', type, body, key);
      return [status, (JSON.parse(bytes.toString()) as Problem).code];
    };
    const later = Buffer.from(good);
    later[4] = 2;
    expect(await code(good.subarray(0, 99))).toEqual([400, 'REQUEST_MALFORMED']);
    expect(await code(Buffer.alloc(0))).toEqual([400, 'REQUEST_MALFORMED']);
    expect(await code(later)).toEqual([415, 'REQUEST_UNSUPPORTED_TYPE']);
    expect(await code(good, PACKED, 'no key')).toEqual([401, 'LICENSE_KEY_MALFORMED']);
    const many = { kind: 'ip4', count: 1_001, keys: Buffer.alloc(4_004) } as const;
    expect(await code(encodePackedQuestion({ hashes: false, runs: [many] }))).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('answers an empty question with the envelope alone', async () => {
    const { bytes } = await server.post('/v1/lookup/packed', PACKED, encodePackedQuestion({ hashes: true, runs: [] }));
    expect(decodePackedAnswer(bytes)).toMatchObject({ generation: 12, results: [] });
  });
});
