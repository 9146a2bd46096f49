import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 10;

/**
 * Sets the wall clock of processes while they run: a script that Node loads before the product adds what a file says to
 * every Date. Clocks that nobody sets, the times of files and the database stay as they are, and the product knows
 * nothing of it.
 */
export class ShiftedClock {
  private readonly file: string;
  /** For `Service.start`. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(dir: string) {
    this.file = join(dir, 'clock-shift');
    const script = join(dir, 'clock-shift.cjs');
    this.shift(0);
    writeFileSync(script, scriptOf(this.file));
    this.environment = { NODE_OPTIONS: `--require ${script}` };
  }

  /** From within some milliseconds on, clocks are `ms` ahead; negative: behind. */
  shift(ms: number): void {
    writeFileSync(`${this.file}.new`, String(ms));
    renameSync(`${this.file}.new`, this.file);
  }
}

function scriptOf(file: string): string {
  return `const { readFileSync } = require('node:fs');
const Real = Date;
let shift = 0;
const look = () => (shift = Number(readFileSync(${JSON.stringify(file)}, 'utf8')));
look();
setInterval(look, ${String(LOOK_EVERY_MS)}).unref();
const now = () => Real.now() + shift;
globalThis.Date = new Proxy(Real, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new Real(now()).toString(),
});
`;
}
