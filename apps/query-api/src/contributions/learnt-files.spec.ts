import { decodePackedAnswer, encodePackedQuestion } from '@pksn/contract';
import type { LookupAnswer, Reputation } from '@pksn/contract';
import { firstSeenDate, popularityOfBucket, sectionLayout } from '@pksn/domain';
import type { LearntFile } from '@pksn/store-postgres';
import { LookupServer } from '../lookup/lookup-server.fixture';
import { FILES, SampleWorld, hashOf } from '../lookup/sample-world.fixture';
import { registryOf, registryRow } from '../lookup/live-generation.fixture';
import { PrefixAnswers } from '../prefixes/prefix-answers';
import { LearntFiles } from './learnt-files';

const [BUCKET, DAY] = [20, 15_300];
const isLearnt = (n: number): boolean => n % 3 !== 1;
const rows = (count: number): LearntFile[] =>
  Array.from({ length: count }, (_, n) => n)
    .filter(isLearnt)
    .map((n) => ({ sha256: hashOf('sha256', n), popularityBucket: BUCKET, firstSeenDay: DAY }));

describe('what endpoints taught of files', () => {
  let world: SampleWorld;
  let plain: LookupServer;
  let taught: LookupServer;
  beforeAll(async () => {
    world = await SampleWorld.create();
    const learnt = new LearntFiles();
    learnt.take({ whole: true, gone: [], put: rows(FILES + 5) });
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

  it('comes back in the entries of a prefix, too', async () => {
    const judgement = registryOf(registryRow(hashOf('sha256', 0))).judge(hashOf('sha256', 0), 1);
    if (!judgement.granted) throw new Error(judgement.code);
    const { entry } = judgement;
    const learnt = new LearntFiles();
    const answers = new PrefixAnswers(world.generations, { present: 1, absent: 1 }, undefined, undefined, learnt);
    const popularityOf = async (key: Buffer): Promise<number | null | undefined> => {
      const query = { section: sectionLayout('file-sha256'), prefix: key.subarray(0, 4), cursor: null };
      return (await answers.page(entry, query, 0)).entries[0]?.popularity;
    };
    let raised = 0;
    for (let n = 0; n < FILES; n++) {
      const sha256 = hashOf('sha256', n);
      const before = await popularityOf(sha256);
      learnt.take({ whole: false, gone: [], put: [{ sha256, popularityBucket: 40, firstSeenDay: 1 }] });
      expect(await popularityOf(sha256)).toBe(before === undefined ? undefined : Math.max(before ?? 0, 2 ** 39));
      if (before !== undefined && (before ?? 0) < 2 ** 39) raised += 1;
    }
    expect(raised).toBeGreaterThan(0);
  });

  it('goes on from one generation to the next', () => {
    const learnt = new LearntFiles();
    expect(learnt.known).toBeNull();
    const [first, second, third] = rows(5) as [LearntFile, LearntFile, LearntFile];
    const held = (): unknown => [...(learnt.known?.keys() ?? [])];
    const name = ({ sha256 }: LearntFile): string => sha256.toString('latin1');
    learnt.take({ whole: true, gone: [], put: [first, second] });
    learnt.take({ whole: false, gone: [first.sha256], put: [third] });
    expect(held()).toEqual([second, third].map(name));
    learnt.take({ whole: true, gone: [], put: [first] });
    expect(held()).toEqual([name(first)]);
  });
});
