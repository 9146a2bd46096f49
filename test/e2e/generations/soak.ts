import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Service } from '../service';
import type { Probes } from './probes';

/** How much of each may come with an activation, by the median slope between any two looks. */
const LIMITS = { descriptors: 0.1, folders: 0.1, partitions: 0.1 };
/** Bytes that may come in all, however long it takes: compiled code and caches that fill slowly. */
const SETTLING = { memory: 6 * 1024 ** 2, rss: 64 * 1024 ** 2 };
/** Bytes that may come with an activation in a run so long that the above are little. */
const LEAST_LIMIT = 4 * 1024;
/** Looks from before everything is warm: compiled code, pools, caches that are bounded. */
const WARMING = 0.3;
/** Fewer looks than this say nothing. */
const LEAST_LOOKS = 6;

interface Look {
  readonly activations: number;
  readonly values: ReadonlyMap<string, number>;
}

/** Looks now and then at what processes, disk and database hold, and says what grew with the activations. */
export class Soak {
  private readonly looks: Look[] = [];

  constructor(
    private readonly service: Service,
    private readonly probes: Probes,
  ) {}

  async look(activations: number): Promise<void> {
    const values = new Map<string, number>();
    const held = await this.probes.ask();
    for (const { app, pid, memory, rss, open } of held) {
      const name = `${app} ${String(pid)}`;
      values.set(`memory of ${name}`, memory);
      values.set(`rss of ${name}`, rss);
      values.set(`descriptors of ${name}`, open.length);
      // Files of runs that left, and that somebody reads on.
      values.set(`folders removed and open in ${name}`, open.filter((path) => path.endsWith(' (deleted)')).length);
    }
    for (const folder of ['index/runs', 'index/staging', 'spool'])
      values.set(`folders in ${folder}`, namesIn(join(this.service.dataDir, folder)).length);
    values.set('partitions', await this.partitions());
    this.looks.push({ activations, values });
  }

  private async partitions(): Promise<number> {
    const client = new Client(this.service.database.url);
    await client.connect();
    try {
      const sql = `SELECT count(*)::int AS n FROM pg_class WHERE relkind = 'r' AND relname LIKE 'reputation\\_run\\_%'`;
      return (await client.query<{ n: number }>(sql)).rows[0]?.n ?? NaN;
    } finally {
      await client.end();
    }
  }

  /** What grew more than it may; and of a process that did not live from the first look to the last, that. */
  growth(): string[] {
    const warm = this.looks.slice(Math.floor(this.looks.length * WARMING));
    if (warm.length < LEAST_LOOKS) return [`only ${String(warm.length)} looks`];
    return [...(warm.at(-1)?.values.keys() ?? [])].flatMap((name) => {
      const points = warm.flatMap(({ activations, values }) => {
        const value = values.get(name);
        return value === undefined ? [] : [[activations, value] as const];
      });
      if (points.length < warm.length)
        return [`${name}: seen ${String(points.length)} of ${String(warm.length)} times`];
      const limit = limitOf(name.split(' ')[0] ?? '', points);
      const slope = medianSlope(points);
      return slope <= limit ? [] : [`${name}: ${slope.toFixed(2)} more with each activation (${String(limit)})`];
    });
  }

  /** First warm look and last, for whoever reads along. */
  toString(): string {
    const first = this.looks[Math.floor(this.looks.length * WARMING)];
    const last = this.looks.at(-1);
    return [...(last?.values ?? [])]
      .map(([name, value]) => `  ${name}: ${String(first?.values.get(name))} -> ${String(value)}`)
      .join('\n');
  }
}

function limitOf(what: string, points: readonly (readonly [number, number])[]): number {
  if (what !== 'memory' && what !== 'rss') return LIMITS[what as keyof typeof LIMITS];
  const activations = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  return Math.max(LEAST_LIMIT, SETTLING[what] / Math.max(1, activations));
}

/** Theil and Sen: a look at a bad moment does not move it. */
export function medianSlope(points: readonly (readonly [number, number])[]): number {
  const slopes = points.flatMap(([x, y], n) =>
    points.slice(n + 1).flatMap(([laterX, laterY]) => (laterX > x ? [(laterY - y) / (laterX - x)] : [])),
  );
  slopes.sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? 0;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
