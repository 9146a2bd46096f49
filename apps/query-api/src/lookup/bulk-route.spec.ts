import * as fc from 'fast-check';
import { ANSWER_TYPE } from './answer-text';
import { fileListOf } from './file-list';
import { LookupServer } from './lookup-server.fixture';
import { FILES, SampleWorld, hashOf } from './sample-world.fixture';

describe('a bulk by JSON', () => {
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

  async function ask(body: string, key?: string): Promise<{ status: number; type: string | null; text: string }> {
    const { status, type, bytes } = await server.post('/v1/lookup', 'application/json', body, key);
    return { status, type, text: bytes.toString() };
  }

  const bodyOf = (files: readonly string[]): string => JSON.stringify({ objects: files.map((file) => ({ file })) });
  /** The same body in a spelling that only the JSON parser reads. */
  const plainly = (body: string): string => `${body}\n`;

  it('answers a list of files byte for byte as it answers any other bulk', async () => {
    for (const kind of ['sha256', 'sha1', 'md5'] as const) {
      const body = bodyOf([...Array(FILES + 5).keys()].map((n) => hashOf(kind, n).toString('hex')));
      expect(fileListOf(Buffer.from(body))).not.toBeNull();
      const [read, parsed] = [await ask(body), await ask(plainly(body))];
      expect(read).toEqual(parsed);
      expect(read).toMatchObject({ status: 200, type: ANSWER_TYPE });
      const { results } = JSON.parse(read.text) as { results: { zone: string; source: { kind: string } }[] };
      expect(results).toHaveLength(FILES + 5);
      expect(new Set(results.map(({ source }) => source.kind))).toEqual(new Set(['none', 'feed', 'override']));
    }
  });

  it('gives the same answer both ways to random bodies, well formed and not', async () => {
    const kind = fc.constantFrom('sha256' as const, 'sha1' as const, 'md5' as const);
    const good = fc.tuple(kind, fc.nat(FILES)).map(([one, n]) => hashOf(one, n).toString('hex'));
    const bad = fc.oneof(
      fc.string(),
      good.map((hash) => hash.slice(1)),
      good.map((hash) => `${hash.slice(2)}zz`),
    );
    const files = fc.oneof(
      kind.chain((one) => fc.array(fc.nat(FILES).map((n) => hashOf(one, n).toString('hex')))),
      fc.array(fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: bad })),
    );
    const damage = fc.option(fc.tuple(fc.nat(), fc.string({ maxLength: 2 })), { freq: 3 });
    await fc.assert(
      fc.asyncProperty(files, damage, async (asked, damaged) => {
        let body = bodyOf(asked);
        if (damaged !== null) {
          const at = damaged[0] % body.length;
          body = `${body.slice(0, at)}${damaged[1]}${body.slice(at + 1)}`;
        }
        const [read, parsed] = [await ask(body), await ask(plainly(body))];
        if (read.status === 200) expect(read).toEqual(parsed);
        else expect(read.status).toBe(parsed.status);
      }),
      { numRuns: 200 },
    );
  });

  it('sends every answer whole to whoever asks at the same time', async () => {
    const bodies = Array.from({ length: 40 }, (_, i) =>
      bodyOf(Array.from({ length: 25 * i + 1 }, (_unused, n) => hashOf('sha256', n % (FILES + i)).toString('hex'))),
    );
    const alone: string[] = [];
    for (const body of bodies) alone.push((await ask(plainly(body))).text);
    expect((await Promise.all(bodies.map((body) => ask(body)))).map(({ text }) => text)).toEqual(alone);
  });

  it('refuses more than 1,000 objects, and whoever has no key', async () => {
    const body = bodyOf(Array.from({ length: 1_001 }, () => 'ab'.repeat(16)));
    expect(await ask(body)).toMatchObject({ status: 413 });
    expect(await ask(bodyOf(['ab'.repeat(16)]), 'no key')).toMatchObject({ status: 401 });
  });
});
