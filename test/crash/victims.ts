import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../e2e/steps';
import type { Prng } from '../fuzz/prng';
import type { StrickenService } from './stricken-service';
import { ENVIRONMENT } from './stricken-service';

export type Victim = 'worker' | 'query-api' | 'PostgreSQL' | 'Redis';

const DECK: readonly Victim[] = [
  ...(['worker', 'worker', 'worker', 'worker'] as const),
  ...(['query-api', 'query-api', 'PostgreSQL', 'PostgreSQL', 'Redis', 'Redis'] as const),
];
/** At most so long a server that was killed is away. */
const AWAY_MS = 300;

/** So many victims in random order; each kind has its share of every ten. */
export function victims(count: number, prng: Prng, withRedis: boolean): Victim[] {
  const drawn: Victim[] = [];
  let deck: Victim[] = [];
  while (drawn.length < count) {
    if (deck.length === 0) deck = DECK.filter((one) => withRedis || one !== 'Redis');
    drawn.push(...deck.splice(prng.below(deck.length), 1));
  }
  return drawn;
}

/** Kills by SIGKILL, and starts again as a supervisor would. */
export class Killer {
  private worker = 'import-worker';
  private workers = 0;

  constructor(
    private readonly world: StrickenService,
    private readonly prng: Prng,
  ) {}

  async kill(victim: Victim): Promise<void> {
    if (victim === 'worker') await this.killWorker();
    else if (victim === 'query-api') await this.killQuery();
    else if (victim === 'PostgreSQL') await this.killDatabase();
    else await this.killRedis();
  }

  private async end(as: string): Promise<void> {
    this.world.oldLogs += this.world.service.apps.get(as)?.log() ?? '';
    await this.world.service.kill(as, 'SIGKILL');
  }

  /** Half of the time another worker is there to take over, or is just starting. */
  private async killWorker(): Promise<void> {
    const next = `worker ${String(this.workers++)}`;
    const start = (): Promise<unknown> => this.world.service.start('import-worker', next, ENVIRONMENT);
    const besides = this.prng.below(2) === 0 ? start() : null;
    await this.end(this.worker);
    await (besides ?? start());
    this.worker = next;
  }

  /** Nobody answers until it is there again; what it says then is not older than what was said before. */
  private async killQuery(): Promise<void> {
    const { service, watch } = this.world;
    watch.isExcused = true;
    await this.end('query-api');
    await service.start('query-api', 'query-api', ENVIRONMENT);
    const answered = await eventually(
      () => this.world.query.get('/v1/status'),
      ({ status }) => status === 200,
    );
    if (answered.status !== 200) throw new Error(`a query process does not come back: ${answered.text}`);
    watch.isExcused = false;
  }

  /** Lookups go on meanwhile. */
  private async killDatabase(): Promise<void> {
    const { service, watch } = this.world;
    await service.database.interrupt('SIGKILL');
    await watch.further(3);
    await service.database.resume();
  }

  private async killRedis(): Promise<void> {
    await this.world.redis?.interrupt();
    await delay(this.prng.below(AWAY_MS));
    await this.world.redis?.resume();
  }
}
