import { decodePackedAnswer, encodePackedQuestion } from '@pksn/contract';
import type { LookupAnswer, Reputation } from '@pksn/contract';
import { firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { LearntFile } from '@pksn/store-postgres';
import { LookupServer } from '../lookup/lookup-server.fixture';
import { FILES, SampleWorld, hashOf } from '../lookup/sample-world.fixture';
import { LearntFiles } from './learnt-files';

const [BUCKET, DAY] = [20, 15_300];
const isLearnt = (n: number): boolean => n % 3 !== 1;
const rows = (count: number): LearntFile[] =>
  Array.from({ length: count }, (_, n) => n)
    .filter(isLearnt)
    .map((n, at) => ({ sha256: hashOf('sha256', n), popularityBucket: BUCKET, firstSeenDay: DAY, revision: at + 1 }));

describe('what endpoints taught of files', () => {
  let world: SampleWorld;
  let plain: LookupServer;
  let taught: LookupServer;
  beforeAll(async () => {
    world = await SampleWorld.create();
    const learnt = new LearntFiles();
    const all = rows(FILES + 5);
    await learnt.follow(
      (revision, limit) => Promise.resolve(all.filter((one) => one.revision > revision).slice(0, limit)),
      7,
    );
    [plain, taught] = await Promise.all([
      LookupServer.start(world.generations),
      LookupServer.start(world.generations, learnt),
    ]);
  });
  afterAll(async () => {
    await Promise.all([plain.stop(), taught.stop()]);
    world.remove();
  });

  const ask = async (server: LookupServer, body: string): Promise<Reputation[]> => {
    const { bytes } = await server.post('/v1/lookup', 'application/json', body);
    return [...(JSON.parse(bytes.toString()) as LookupAnswer).results] as Reputation[];
  };
  const expected = (one: Reputation): Reputation => ({
    ...one,
    popularity: Math.max(one.popularity ?? 0, popularityOfBucket(BUCKET) ?? 0),
    firstSeen: [one.firstSeen ?? '9', firstSeenDate(DAY) ?? ''].sort()[0] ?? null,
  });

  it('comes back in every kind of answer, as the higher popularity and the earlier day, and changes no verdict', async () => {
    const objects = Array.from({ length: FILES + 5 }, (_, n) => ({ file: hashOf('sha256', n).toString('hex') }));
    const body = JSON.stringify({ objects });
    const before = await ask(plain, body);
    const wanted = before.map((one, n) => (isLearnt(n) ? expected(one) : one));
    expect(await ask(taught, body)).toEqual(wanted);
    // The same by the way that reads no list of files.
    expect(await ask(taught, `${body}\n`)).toEqual(wanted);
    for (const key of ['popularity', 'firstSeen'] as const) {
      // Both what sources say and what is learnt were the answer somewhere.
      const won = before.filter((one, n) => isLearnt(n) && one[key] !== wanted[n]?.[key]).length;
      expect([won > 0, won < before.filter((_, n) => isLearnt(n)).length]).toEqual([true, true]);
    }
    const keys = Buffer.concat(objects.map((_, n) => hashOf('sha256', n)));
    const packed = encodePackedQuestion({ hashes: true, runs: [{ kind: 'file-sha256', count: FILES + 5, keys }] });
    const { bytes } = await taught.post('/v1/lookup/packed', 'application/octet-stream', packed);
    const slots = decodePackedAnswer(bytes).results;
    expect(slots.map((one) => ('error' in one ? null : [one.popularity, one.firstSeen, one.zone]))).toEqual(
      wanted.map((one) => [one.popularity, one.firstSeen, one.zone]),
    );
  });

  it('is found by a weaker hash where sources name the SHA-256', async () => {
    for (const kind of ['sha1', 'md5'] as const) {
      const objects = Array.from({ length: FILES }, (_, n) => ({ file: hashOf(kind, n).toString('hex') }));
      const body = JSON.stringify({ objects });
      const before = await ask(plain, body);
      const known = (one: Reputation): boolean => 'sha256' in one.object && one.object.sha256 !== undefined;
      const wanted = before.map((one, n) => (known(one) && isLearnt(n) ? expected(one) : one));
      expect(await ask(taught, body)).toEqual(wanted);
      expect(wanted).not.toEqual(before);
    }
  });

  it('is kept in bounded memory, the newest first', async () => {
    const learnt = new LearntFiles(10);
    expect(learnt.known).toBeNull();
    const all = rows(30);
    await learnt.follow((revision, limit) =>
      Promise.resolve(all.filter((one) => one.revision > revision).slice(0, limit)),
    );
    expect(learnt.known?.size).toBe(10);
    expect(learnt.known?.has(all.at(-1)?.sha256.toString('latin1') ?? '')).toBe(true);
  });
});
