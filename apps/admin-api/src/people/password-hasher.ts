import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Fault } from '@pksn/domain';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. About 25 ms of one core. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const ARGON2ID = 2;
/** So many at once, which is 38 MiB and two threads at most; so many more wait. */
const AT_ONCE = 2;
const WAITING = 16;
const RETRY_AFTER_SECONDS = 2;

/** Argon2id, never more of it at once than the machine can bear. Fault of all: SIGN_IN_BUSY, when too many wait. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private dummy: Promise<string> | null = null;

  /** As a PHC string, with salt and parameters. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), PARAMETERS));
  }

  /** Takes as long where there is no such person, or no password. */
  verify(phc: string | null, password: string): Promise<boolean> {
    return this.inTurn(async () => {
      this.dummy ??= hash('nobody has this password', PARAMETERS);
      const isRight = await verify(phc ?? (await this.dummy), password.normalize('NFKC'));
      return isRight && phc !== null;
    });
  }

  /** Whether it was made with other parameters than are taken today. */
  isOutdated(phc: string): boolean {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(phc);
    const same = memoryCost === PARAMETERS.memoryCost && timeCost === PARAMETERS.timeCost;
    return (algorithm as number) !== ARGON2ID || !same || parallelism !== PARAMETERS.parallelism;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING) {
        const facts = { retryAfterSeconds: RETRY_AFTER_SECONDS };
        throw new Fault('SIGN_IN_BUSY', 'too many passwords wait to be judged', { facts });
      }
      await new Promise<void>((turn) => this.waiting.push(turn));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
