import type { FeedSeen, PackageForm, Policy } from './feed-model';
import { FeedModel } from './feed-model';
import type { Release } from './releases';
import { RELEASES } from './releases';

const FEEDS = [0, 1];
const HOUR_MS = 3_600_000;
const POLICIES: readonly Policy[] = ['immediate', 'manual', 'noon'];

export const COMMANDS = [
  ...['upload', 'upload', 'upload', 'upload', 'altered', 'twin', 'again'],
  ...['revert', 'revert', 'revert to', 'release', 'activate', 'hold', 'policy', 'tick', 'damage', 'override'],
] as const;

/** One step of a history; the numbers choose among what there is at that moment. */
export interface Command {
  readonly what: (typeof COMMANDS)[number];
  readonly feed: number;
  readonly pick: number;
  readonly hold: boolean;
  /** The worker dies at this operation of the import, 0: not at all. */
  readonly dieAt: number;
  /** Two workers take up the same job. */
  readonly twice: boolean;
}

/** What a history is played on. Answers are `done`, a state of an import, or the code of a fault. */
export interface PlayedSystem {
  upload(
    feed: number,
    release: Release,
    form: PackageForm,
    how: Pick<Command, 'hold' | 'dieAt' | 'twice'>,
  ): Promise<string>;
  revert(feed: number, to: number | null): Promise<string>;
  release(feed: number): Promise<string>;
  activate(feed: number, version: number): Promise<string>;
  hold(feed: number, version: number): Promise<string>;
  setPolicy(feed: number, policy: Policy): Promise<void>;
  /** Looks for hours that have come. */
  tick(feed: number): Promise<string>;
  /** Destroys what the version brought, and nothing of its bases. */
  damage(feed: number, version: number): Promise<void>;
  override(object: number): Promise<void>;
  seen(feed: number): Promise<FeedSeen>;
  /** Generations that were made since the beginning, and objects with an override. */
  shared(): Promise<{ generations: number; overrides: readonly number[] }>;
}

/** Plays a history on the system and on the model, and throws where they part. `clock` is both their time, in milliseconds. */
export async function playHistory(
  history: readonly Command[],
  system: PlayedSystem,
  clock: { now: number },
  tally: (what: string, outcome: string) => void = () => undefined,
): Promise<void> {
  const models = FEEDS.map(() => new FeedModel());
  const overrides = new Set<number>();
  for (const [index, command] of history.entries()) {
    const model = models[command.feed] as FeedModel;
    const outcome = await step(command, model, system, clock, overrides);
    const found = {
      outcome: outcome.found,
      feeds: await Promise.all(FEEDS.map((feed) => system.seen(feed))),
      ...(await system.shared()),
    };
    const expected = {
      outcome: outcome.expected,
      feeds: models.map((one) => one.view()),
      generations: models.reduce((sum, { steps }) => sum + steps, overrides.size),
      overrides: [...overrides].sort((a, b) => a - b),
    };
    tally(command.what, outcome.found);
    if (JSON.stringify(found) === JSON.stringify(expected)) continue;
    throw new Error(
      `step ${String(index)} (${JSON.stringify(command)}) came to\n${text(found)}\nand not to\n${text(expected)}`,
    );
  }
}

type Outcome = { readonly found: string; readonly expected: string };

async function step(
  command: Command,
  model: FeedModel,
  system: PlayedSystem,
  clock: { now: number },
  overrides: Set<number>,
): Promise<Outcome> {
  const { feed, pick, hold } = command;
  // Most of what asks for something asks for what there is.
  const what = model.floor === 0 && pick % 4 > 0 ? 'upload' : command.what;
  const kept = [...model.kept.keys()];
  const version = (pick % 4 > 0 ? kept[pick % kept.length] : RELEASES[pick % RELEASES.length]?.version) ?? 1;
  switch (what) {
    case 'upload':
    case 'altered':
    case 'twin':
    case 'again': {
      const release = chosen(what, pick, model);
      const isSecond = what === 'twin' && release.version === model.floor;
      const form = what === 'altered' ? what : isSecond ? 'twin' : 'whole';
      const found = await system.upload(feed, release, form, command);
      return { found, expected: model.upload(release, form, hold, clock.now) };
    }
    case 'revert':
      return { found: await system.revert(feed, null), expected: model.revert(null) };
    case 'revert to':
      return { found: await system.revert(feed, version), expected: model.revert(version) };
    case 'release':
      return { found: await system.release(feed), expected: model.release(clock.now) };
    case 'activate':
      return { found: await system.activate(feed, version), expected: model.activate(version, clock.now) };
    case 'hold':
      return { found: await system.hold(feed, version), expected: model.hold(version) };
    case 'policy': {
      const policy = POLICIES[pick % POLICIES.length] ?? 'immediate';
      if (model.floor > 0) {
        await system.setPolicy(feed, policy);
        model.setPolicy(policy, clock.now);
      }
      return SAME;
    }
    case 'tick':
      clock.now += (1 + (pick % 20)) * HOUR_MS;
      return { found: await system.tick(feed), expected: model.tick(clock.now) };
    case 'damage': {
      const one = kept[pick % kept.length];
      if (one !== undefined) {
        await system.damage(feed, one);
        model.damage(one);
      }
      return SAME;
    }
    case 'override':
      if (!overrides.has(pick)) await system.override(pick);
      overrides.add(pick);
      return SAME;
  }
}

const SAME: Outcome = { found: 'done', expected: 'done' };

/** Most uploads are of what comes next, some of what is over, and `again` of the newest that was taken. */
function chosen(what: Command['what'], pick: number, model: FeedModel): Release {
  const isReady = (base: number | null): boolean => base === null || model.kept.has(base);
  const next = RELEASES.filter(({ version, base }) => version > model.floor && isReady(base));
  const newest = RELEASES.find(({ version }) => version === model.floor);
  if ((what === 'again' || what === 'twin') && newest !== undefined) return newest;
  const line = pick % 5 === 0 || next.length === 0 ? RELEASES : next.slice(0, 2);
  return line[pick % line.length] as Release;
}

function text(value: unknown): string {
  return JSON.stringify(value, null, 1);
}
