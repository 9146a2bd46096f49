import { timingSafeEqual } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { LOCKS, lockInTransaction } from '../locks';
import { insertPerson, putPassword } from './people';
import type { SessionOrigin } from './person-sessions';
import type { Begun, SignIns } from './sign-ins';

/** Of a code: `right`, `wrong` with how many wrong ones stand against the one that is good, or there is no first run. */
export type CodeVerdict = 'right' | 'closed' | { readonly wrongTries: number };

interface Row {
  readonly open: boolean;
  readonly codeHash: Buffer | null;
}

const STATE = `SELECT closed_at IS NULL AND NOT EXISTS (SELECT FROM person) AS open, code_hash AS "codeHash" FROM first_run`;

/** How the first person is made, by whoever can read the code. */
export class FirstRun {
  constructor(
    private readonly source: DataSource,
    private readonly signIns: SignIns,
  ) {}

  /** Until the first person was made, by whomever; never again after that. */
  async isOpen(): Promise<boolean> {
    return (await this.row()).open;
  }

  /** Whether a code with this SHA-256 is the one that is good. */
  async holds(hash: Buffer): Promise<boolean> {
    const { open, codeHash } = await this.row();
    return open && codeHash !== null && timingSafeEqual(codeHash, hash);
  }

  /** Makes a code the only one that is good. */
  async use(hash: Buffer): Promise<void> {
    await this.source.query('UPDATE first_run SET code_hash = $1, wrong_tries = 0 WHERE closed_at IS NULL', [hash]);
  }

  /** Counts a wrong one. */
  async judge(hash: Buffer): Promise<CodeVerdict> {
    const { open, codeHash } = await this.row();
    if (!open) return 'closed';
    if (codeHash !== null && timingSafeEqual(codeHash, hash)) return 'right';
    const [[row]] = (await this.source.query(
      'UPDATE first_run SET wrong_tries = wrong_tries + 1 RETURNING wrong_tries AS "wrongTries"',
    )) as [{ wrongTries: number }[], number];
    return { wrongTries: row?.wrongTries ?? 0 };
  }

  /** The first administrator, signed in; null when another was first. The code is judged again, under a lock. */
  finish(
    { hash, name, passwordHash }: { readonly hash: Buffer; readonly name: string; readonly passwordHash: string },
    origin: SessionOrigin,
  ): Promise<Begun | null> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.people);
      const [row] = (await manager.query(STATE)) as [Row];
      if (!row.open || row.codeHash === null || !timingSafeEqual(row.codeHash, hash)) return null;
      const actor = `administrator:${name}`;
      const id = await insertPerson(manager, { name, role: 'administrator', customerId: null }, actor);
      await putPassword(manager, id, passwordHash, { mustChange: false });
      await manager.query('UPDATE first_run SET closed_at = judged_now(), code_hash = NULL');
      return this.signIns.beginWithin(manager, id, origin, null, actor);
    });
  }

  private async row(): Promise<Row> {
    const [row] = (await this.source.query(STATE)) as [Row];
    return row;
  }
}
