import { ImportLine } from './index';
import type { ImportOutcome, PackageImport } from './index';

const REST_MS = 1_000;

/** Uploads in their order, and an importer that does as the test says. */
class Yard {
  now = 0;
  readonly rows: PackageImport[] = [];
  readonly worked: string[] = [];
  outcomeOf: (id: string) => ImportOutcome | Promise<ImportOutcome> = () => 'ended';
  /** What a verified manifest will say of the feed. */
  readonly feeds = new Map<string, string>();

  readonly line = new ImportLine(
    {
      now: () => this.now,
      ledger: {
        unfinished: async () => this.rows.filter(({ state }) => state !== 'active'),
        find: async (id) => this.rows.find((row) => row.id === id) ?? null,
      },
      importer: { advance: (id) => this.advance(id) },
    },
    REST_MS,
  );

  upload(id: string, feed: string, verified = false): void {
    this.feeds.set(id, feed);
    this.rows.push({
      id,
      hold: false,
      actor: 'test',
      state: 'received',
      feed: verified ? feed : null,
      snapshotId: null,
      attempts: 0,
    });
  }

  private async advance(id: string): Promise<ImportOutcome> {
    this.worked.push(id);
    const outcome = await this.outcomeOf(id);
    const at = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[at]!;
    if (outcome !== 'busy')
      this.rows[at] = { ...row, feed: this.feeds.get(id) ?? null, state: outcome === 'ended' ? 'active' : 'verified' };
    return outcome;
  }
}

let yard: Yard;
beforeEach(() => (yard = new Yard()));

it('works in the order of uploads', async () => {
  for (const id of ['one', 'two', 'three']) yard.upload(id, 'acme/core');
  await yard.line.look();
  expect(yard.worked).toEqual(['one', 'two', 'three']);
});

it('lets nothing of a feed overtake what waits for its next try, and other feeds go on', async () => {
  yard.upload('base', 'acme/core');
  yard.upload('delta', 'acme/core', true);
  yard.upload('other', 'acme/other', true);
  yard.outcomeOf = (id) => (id === 'base' ? 'failed' : 'ended');
  await yard.line.look();
  expect(yard.worked).toEqual(['base', 'other']);
  yard.outcomeOf = () => 'ended';
  yard.now = REST_MS;
  await yard.line.look();
  expect(yard.worked).toEqual(['base', 'other', 'base', 'delta']);
});

it('holds back what might be of the feed that waits, until its manifest was read', async () => {
  yard.upload('base', 'acme/core');
  yard.upload('unknown', 'acme/core');
  yard.upload('known', 'acme/other', true);
  yard.outcomeOf = (id) => (id === 'base' ? 'busy' : 'ended');
  await yard.line.look();
  // The base is still unknown, too: it might be of any feed.
  expect(yard.worked).toEqual(['base']);
  yard.outcomeOf = (id) => (id === 'base' ? 'failed' : 'ended');
  await yard.line.look();
  expect(yard.worked).toEqual(['base', 'base']);
});

it('tries again only after a rest, however often it is called', async () => {
  yard.upload('one', 'acme/core');
  yard.outcomeOf = () => 'failed';
  for (let n = 0; n < 5; n++) await yard.line.look();
  expect(yard.worked).toEqual(['one']);
  yard.now = REST_MS - 1;
  await yard.line.look();
  expect(yard.worked).toHaveLength(1);
  yard.now = REST_MS;
  await yard.line.look();
  expect(yard.worked).toHaveLength(2);
});

it('works on one import at a time, and a call during a look is followed by another look', async () => {
  let inside = 0;
  let most = 0;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((done) => (open = done));
  yard.upload('one', 'acme/core');
  yard.outcomeOf = async (): Promise<ImportOutcome> => {
    most = Math.max(most, ++inside);
    await gate;
    inside -= 1;
    return 'ended';
  };
  const looks = [yard.line.look(), yard.line.look()];
  await Promise.resolve();
  await Promise.resolve();
  yard.upload('two', 'acme/core');
  looks.push(yard.line.look(), yard.line.look());
  open();
  await Promise.all(looks);
  expect(yard.worked).toEqual(['one', 'two']);
  expect(most).toBe(1);
});

it('says when it cannot go on, and goes on later', async () => {
  yard.upload('one', 'acme/core');
  yard.outcomeOf = () => Promise.reject(new Error('the database is away'));
  await expect(yard.line.look()).rejects.toThrow('away');
  yard.outcomeOf = () => 'ended';
  await yard.line.look();
  expect(yard.worked).toEqual(['one', 'one']);
});

it('begins nothing more once it is stopped', async () => {
  yard.upload('one', 'acme/core');
  yard.upload('two', 'acme/core');
  yard.outcomeOf = () => {
    void yard.line.stop();
    return 'ended';
  };
  await yard.line.look();
  await yard.line.stop();
  await yard.line.look();
  expect(yard.worked).toEqual(['one']);
});
