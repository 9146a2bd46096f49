import { isDeepStrictEqual } from 'node:util';
import { Agent } from 'node:https';
import type { ForgedLicense } from '@pksn/testing';
import { HttpsCaller } from '../../e2e/https-caller';
import { Prng } from '../prng';
import type { Asked } from './questions';
import { someFileQuestion, someQuestion } from './questions';
import { SqlReference, plainAnswer } from './sql-reference';
import type { PlainAnswer } from './sql-reference';
import { World } from './world';

const BULK = 1_000;
/** Of every bulk, so many are asked alone, too. */
const ALONE = 20;
const MOST_DISAGREEMENTS = 20;

export interface DifferentialReport {
  readonly lookups: number;
  readonly generations: number;
  /** How many answers were of which zone and source, so that a world in which all is grey would show. */
  readonly answers: ReadonlyMap<string, number>;
  readonly disagreements: readonly string[];
}

/**
 * Random lookups through the built query process and through SQL over the same generation, `generations` of them one
 * after the other. Everything but the moments of the processes follows from the seed.
 */
export async function runDifferential(
  count: number,
  generations: number,
  seed: number,
  say: (text: string) => void,
): Promise<DifferentialReport> {
  const world = await World.start(new Prng(seed));
  const agent = new Agent({ keepAlive: true, ca: world.service.ca });
  const reference = await SqlReference.connect(world.service.database.url);
  const run = new Differential(world, reference, agent, new Prng(seed + 1));
  try {
    for (let n = 0; n < generations; n++) {
      const change = n === 0 ? 'the first content' : await world.change();
      await reference.read();
      await world.inForce(reference.generation);
      const goal = Math.ceil((count * (n + 1)) / generations);
      while (run.lookups < goal && run.disagreements.length < MOST_DISAGREEMENTS) await run.bulk();
      say(`generation ${String(reference.generation)} (${change}): ${String(run.lookups)} lookups`);
    }
  } finally {
    agent.destroy();
    await reference.close();
    await world.service.stop();
  }
  return { ...run, generations };
}

class Differential {
  lookups = 0;
  readonly answers = new Map<string, number>();
  readonly disagreements: string[] = [];
  private bulks = 0;

  constructor(
    private readonly world: World,
    private readonly reference: SqlReference,
    private readonly agent: Agent,
    private readonly random: Prng,
  ) {}

  /** Every other bulk asks for files alone, by one kind of hash: those are answered in another way. */
  async bulk(): Promise<void> {
    const { world, reference, random } = this;
    const license = random.pick(world.licenses);
    const mixed = this.bulks++ % 2 === 0;
    const form = 1 + random.below(3);
    const questions: Asked[] = [];
    while (questions.length < BULK) {
      const next = mixed ? someQuestion(random) : someFileQuestion(random);
      if (mixed || next.form === form) questions.push(next);
    }
    const expected = await reference.answers(questions, license.keyHash);
    const caller = new HttpsCaller(world.service.portOf('query-api'), world.service.ca, license.key, this.agent);
    const { body, text, status } = await caller.post('/v1/lookup', {
      body: { objects: questions.map(({ wire }) => wire) },
    });
    if (status !== 200 || body.generation !== reference.generation || body.results.length !== BULK) {
      this.disagreements.push(`a bulk was answered ${String(status)}: ${text.slice(0, 500)}`);
      return;
    }
    questions.forEach((asked, n) => this.compare('in a bulk', license, asked, body.results[n], expected[n]));
    for (let n = 0; n < ALONE; n++) {
      const at = random.below(BULK);
      const asked = questions[at] as Asked;
      const alone = await caller.get(asked.path);
      this.compare('alone', license, asked, alone.body, expected[at]);
      const coverage = reference.coverageOf(license.keyHash, asked.type);
      if (alone.body?.coverage !== coverage) this.disagree('alone', license, asked, alone.body, { coverage });
    }
  }

  private compare(how: string, license: ForgedLicense, asked: Asked, body: unknown, expected?: PlainAnswer): void {
    this.lookups += 1;
    const wellFormed = typeof body === 'object' && body !== null && 'source' in body;
    const got = wellFormed ? plainAnswer(body as Record<string, unknown>) : null;
    if (got === null || !isDeepStrictEqual(got, expected)) this.disagree(how, license, asked, body, expected);
    const { zone = '', source = {} } = expected ?? {};
    const owner = 'owner' in source ? ` (${String(source.owner)})` : '';
    const kind = `${asked.type} ${zone} from ${String(source.kind)}${owner}`;
    this.answers.set(kind, (this.answers.get(kind) ?? 0) + 1);
  }

  private disagree(how: string, license: ForgedLicense, asked: Asked, body: unknown, expected: unknown): void {
    this.disagreements.push(
      JSON.stringify(
        {
          asked: asked.wire,
          how,
          path: asked.path,
          license: license.payload.licenseId,
          generation: this.reference.generation,
          expressions: asked.expressions,
          index: body,
          sql: expected,
        },
        null,
        1,
      ),
    );
  }
}
