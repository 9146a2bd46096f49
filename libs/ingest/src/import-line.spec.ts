import { ImportLine } from './index';
import type { ImportOutcome, PackageImport } from './index';

const REST_MS = 1_000;

/** Uploads in their order, and an importer that does as the test says. */
class Yard {
  now = 0;
  readonly rows: PackageImport[] = [];
  readonly worked: string[] = [];
  readonly troubles: string[] = [];
  left = 0;
  inside = 0;
  most = 0;
  outcomeOf: (id: string) => ImportOutcome | Promise<ImportOutcome> = () => 'ended';
  /** What packages say of their feed; without an entry they say nothing. */
  readonly claims = new Map<string, string>();

  readonly line = new ImportLine(
    {
      now: () => this.now,
      ledger: { unfinished: async () => this.rows.filter(({ state }) => state !== 'active') },
      importer: { advance: (id) => this.advance(id), leave: async () => void (this.left += 1) },
      claimedFeed: async (id) => this.claims.get(id) ?? null,
      onTrouble: (id) => this.troubles.push(id),
    },
    { restMs: REST_MS, atOnce: 2 },
  );

  upload(id: string, feed: string | null, begun = 0): void {
    if (feed !== null) this.claims.set(id, feed);
    const row = { hold: false, actor: 'test', state: 'received', feed: null, snapshotId: null, attempts: 0 } as const;
    this.rows.push({ id, begun, ...row });
  }

  /** Looks, and waits for all that comes of it. */
  async work(): Promise<void> {
    await this.line.look();
    await this.line.idle();
  }

  private async advance(id: string): Promise<ImportOutcome> {
    this.worked.push(id);
    this.most = Math.max(this.most, ++this.inside);
    try {
      const outcome = await this.outcomeOf(id);
      const at = this.rows.findIndex((row) => row.id === id);
      if (outcome === 'ended') this.rows[at] = { ...this.rows[at]!, state: 'active' };
      return outcome;
    } finally {
      this.inside -= 1;
    }
  }
}

let yard: Yard;
beforeEach(() => (yard = new Yard()));

it('works through a feed in the order of uploads, one at a time', async () => {
  for (const id of ['one', 'two', 'three']) yard.upload(id, 'acme/core');
  await yard.work();
  expect(yard.worked).toEqual(['one', 'two', 'three']);
  expect(yard.most).toBe(1);
});

it('lets nothing of a feed overtake what waits for its next try, and other feeds go on', async () => {
  yard.upload('base', 'acme/core');
  yard.upload('delta', 'acme/core');
  yard.upload('other', 'acme/other');
  yard.upload('garbage', null);
  yard.outcomeOf = (id) => (id === 'base' ? 'failed' : 'ended');
  await yard.work();
  expect(yard.worked).toEqual(['base', 'other', 'garbage']);
  yard.outcomeOf = () => 'ended';
  await yard.work();
  expect(yard.worked).toHaveLength(3);
  yard.now = REST_MS;
  await yard.work();
  expect(yard.worked.slice(3)).toEqual(['base', 'delta']);
});

it('goes on with other feeds beside a large one, and never with more at once than allowed', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((done) => (open = done));
  yard.upload('large', 'acme/large');
  for (const n of [1, 2, 3]) yard.upload(`small ${String(n)}`, `acme/${String(n)}`);
  const smallDone = new Promise<void>((done) => {
    yard.outcomeOf = async (id): Promise<ImportOutcome> => {
      if (id === 'large') await gate;
      if (id === 'small 3') done();
      return 'ended';
    };
  });
  await yard.line.look();
  await smallDone;
  expect(yard.worked).toEqual(['large', 'small 1', 'small 2', 'small 3']);
  open();
  await yard.line.idle();
  expect(yard.most).toBe(2);
});

it('runs alone, after all that can go on, what a process died over', async () => {
  const beside = new Map<string, number>();
  for (const [id, begun] of [
    ['guilty', 4],
    ['innocent', 1],
    ['fresh', 0],
    ['other', 0],
  ] as const)
    yard.upload(id, `acme/${id}`, begun);
  yard.outcomeOf = async (id): Promise<ImportOutcome> => {
    // What is uploaded meanwhile waits for its end, too.
    if (id === 'guilty') {
      yard.upload('late', 'acme/late');
      await yard.line.look();
    }
    beside.set(id, yard.inside);
    return 'ended';
  };
  await yard.work();
  expect(yard.worked).toEqual(['fresh', 'other', 'guilty', 'late', 'innocent']);
  expect([beside.get('other'), beside.get('guilty'), beside.get('innocent')]).toEqual([2, 1, 1]);
});

it('leaves what another process works on alone until the next look', async () => {
  yard.upload('one', 'acme/core');
  yard.outcomeOf = () => 'busy';
  await yard.work();
  expect(yard.worked).toEqual(['one']);
  yard.outcomeOf = () => 'ended';
  await yard.work();
  expect(yard.worked).toEqual(['one', 'one']);
});

it('says when it cannot go on, and goes on later', async () => {
  yard.upload('one', 'acme/core');
  yard.outcomeOf = () => Promise.reject(new Error('the database is away'));
  await yard.work();
  expect(yard.troubles).toEqual(['one']);
  yard.now = REST_MS;
  yard.outcomeOf = () => 'ended';
  await yard.work();
  expect(yard.worked).toEqual(['one', 'one']);
});

it('begins nothing more once it is stopped, and says that what is under way was left in order', async () => {
  yard.upload('one', 'acme/core');
  yard.upload('two', 'acme/core');
  const stopping: Promise<void>[] = [];
  yard.outcomeOf = () => {
    stopping.push(yard.line.stop());
    return 'ended';
  };
  await yard.line.look();
  await yard.line.idle();
  await Promise.all(stopping);
  await yard.work();
  expect(yard.worked).toEqual(['one']);
  expect(yard.left).toBe(1);
});
