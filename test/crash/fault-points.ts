import promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Client } from 'pg';

/** An operation that has an effect: what comes before one that has none is the same as what comes after it. */
export interface Effect {
  readonly at: 'disk' | 'database';
  /** Such as `write …/web.seg`, or the beginning of an SQL statement. */
  readonly what: string;
}

/** What becomes of an operation: it happens, it fails, or half of its bytes are written before it fails. */
export type Fate = 'happens' | { readonly fails: unknown; readonly torn?: boolean };

type Anything = (...values: never[]) => unknown;

const NO_EFFECT = /^\s*(SELECT(?!\s+pg_advisory)|START TRANSACTION|BEGIN|SHOW|SAVEPOINT|RELEASE)/i;
const WRITING_FLAGS = /[wa+x]/;

/**
 * Every effect that this process has on disks and databases passes here, one point after another, before it happens.
 * Real files and a real PostgreSQL stand behind it.
 */
export class FaultPoints {
  readonly seen: Effect[] = [];
  private readonly clients = new Set<Client>();
  private readonly undo: (() => void)[] = [];

  private constructor(private readonly judge: (effect: Effect, number: number) => Fate) {}

  static install(judge: (effect: Effect, number: number) => Fate): FaultPoints {
    const points = new FaultPoints(judge);
    points.watchFiles();
    points.watchDatabase();
    return points;
  }

  /** Cuts every connection, as the end of a process does, and lets everything happen again. */
  remove(): void {
    for (const back of this.undo.reverse()) back();
    for (const client of this.clients) streamOf(client).destroy();
  }

  /** Lets everything happen again, and leaves connections as they are. */
  heal(): void {
    for (const back of this.undo.reverse()) back();
    this.undo.length = 0;
  }

  private fate(at: Effect['at'], what: string): Fate {
    const effect = { at, what };
    this.seen.push(effect);
    return this.judge(effect, this.seen.length);
  }

  private check(what: string): void {
    const fate = this.fate('disk', what);
    if (fate !== 'happens') throw fate.fails;
  }

  private replace(target: object, name: string, by: (original: Anything) => Anything): void {
    const original = Reflect.get(target, name) as Anything;
    Reflect.set(target, name, by(original));
    this.undo.push(() => void Reflect.set(target, name, original));
  }

  private watchFiles(): void {
    for (const name of ['mkdir', 'rename', 'rm'])
      this.replace(promises, name, (original) => async (...values: never[]) => {
        this.check(`${name} ${String(values[0])}`);
        return original(...values);
      });
    this.replace(promises, 'open', (original) => async (...values: never[]) => {
      const [path, flags] = values as unknown as [string, string | undefined];
      if (WRITING_FLAGS.test(flags ?? 'r')) this.check(`open ${path}`);
      const handle = (await original(...values)) as FileHandle;
      this.watchHandle(handle, path);
      return handle;
    });
  }

  private watchHandle(handle: FileHandle, path: string): void {
    const write = handle.write.bind(handle) as (bytes: Uint8Array, ...rest: number[]) => Promise<unknown>;
    const sync = handle.sync.bind(handle);
    Reflect.set(handle, 'write', async (bytes: Uint8Array, offset: number, length: number, position: number) => {
      const fate = this.fate('disk', `write ${path}`);
      if (fate === 'happens') return write(bytes, offset, length, position);
      if (fate.torn === true) await write(bytes, offset, length >> 1, position);
      throw fate.fails;
    });
    Reflect.set(handle, 'sync', async () => {
      this.check(`sync ${path}`);
      return sync();
    });
  }

  private watchDatabase(): void {
    const { clients } = this;
    const fateOf = (what: string): Fate => this.fate('database', what);
    this.replace(
      Client.prototype,
      'query',
      (original) =>
        function (this: Client, ...values: never[]): unknown {
          clients.add(this);
          const text = textOf(values[0]);
          const fate = NO_EFFECT.test(text) ? 'happens' : fateOf(text.trim().slice(0, 60));
          if (fate === 'happens') return original.apply(this, values);
          return refused(values, fate.fails);
        } as Anything,
    );
  }
}

/** A query is text, or an object that has it; COPY is a stream with its text in it. */
function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? text : '';
}

function refused(values: readonly unknown[], error: unknown): unknown {
  const callback = values.at(-1);
  if (typeof callback === 'function') {
    process.nextTick(callback as (error: unknown) => void, error);
    return undefined;
  }
  if (typeof (values[0] as { submit?: unknown }).submit === 'function') throw error;
  return Promise.reject(error as Error);
}

function streamOf(client: Client): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}
