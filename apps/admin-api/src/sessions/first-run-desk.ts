import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import { makeDirectory, removeDurable, writeDurable } from '@pksn/runtime';
import type { FirstRun, PersonSessions, SignInBrake } from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireOwnOrigin } from '../auth/request-origin';
import { codeHash, newOneTimeCode } from '../people/one-time-code';
import type { PasswordHasher } from '../people/password-hasher';
import { requireGoodPassword } from '../people/password-rules';
import { networkBucket } from './brake-rules';
import type { ClientNetwork } from './client-network';
import { networkOf } from './client-network';
import { countGuess } from './guess-brake';
import { originOf, signedIn } from './session-answer';
import type { FirstRunBody } from './session-requests';
import type { SessionView } from './session-view';

const MODE = 0o600;
const FOLDER_MODE = 0o700;
/** After so many wrong ones the code is another. */
const WRONG_TRIES = 10;

export interface FirstRunPorts {
  readonly firstRun: FirstRun;
  readonly sessions: PersonSessions;
  readonly brake: SignInBrake;
  readonly hasher: PasswordHasher;
  readonly network: ClientNetwork;
  readonly log: Logger;
}

/** The first administrator comes in by a code that only who runs the service can read. */
export class FirstRunDesk {
  private renewed: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: FirstRunPorts,
    private readonly file: string,
  ) {}

  /** At the start: a code in its file while there is nobody; one that was read already stays good. */
  async prepare(): Promise<void> {
    const { firstRun, log } = this.ports;
    if (!(await firstRun.isOpen())) return this.tidy();
    const kept = await readFile(this.file, 'latin1').catch(() => null);
    if (kept === null || !(await firstRun.holds(codeHash(kept)))) await this.renew();
    log.info({ file: this.file }, 'nobody signs in yet: the file holds the code for the first administrator');
  }

  /** The code is of no use any more. */
  async tidy(): Promise<void> {
    const isThere = await readFile(this.file).then(
      () => true,
      () => false,
    );
    if (isThere) await removeDurable(this.file);
  }

  /**
   * Faults: FIRST_RUN_CLOSED, FIRST_RUN_CODE, PASSWORD_REFUSED, SIGN_IN_THROTTLED, SIGN_IN_BUSY, REQUEST_FOREIGN.
   */
  async finish(body: FirstRunBody, request: FastifyRequest, reply: FastifyReply): Promise<SessionView> {
    requireOwnOrigin(request);
    const { firstRun, sessions, brake, hasher, network } = this.ports;
    const bucket = networkBucket(networkOf(network.addressOf(request)));
    await countGuess(brake, [bucket]);
    const hash = codeHash(body.code);
    const verdict = await firstRun.judge(hash);
    if (verdict === 'closed') throw new Fault('FIRST_RUN_CLOSED', 'the first administrator was made already');
    if (verdict !== 'right') return this.refuse(verdict.wrongTries);
    await brake.forgive([], [bucket]);
    requireGoodPassword(body.password, body.name);
    const passwordHash = await hasher.hash(body.password);
    const begun = await firstRun.finish({ hash, name: body.name, passwordHash }, originOf(request, network));
    if (begun === null) throw new Fault('FIRST_RUN_CLOSED', 'somebody else was first');
    await this.tidy();
    return signedIn(sessions, begun, reply);
  }

  private async refuse(wrongTries: number): Promise<never> {
    if (wrongTries >= WRONG_TRIES) {
      await this.renew();
      this.ports.log.warn({ file: this.file }, 'ten wrong codes for the first administrator: there is a new one');
    }
    throw new Fault('FIRST_RUN_CODE', 'this is not the code');
  }

  /** One after the other: file and database must come to hold the same. */
  private renew(): Promise<void> {
    const work = this.renewed.then(() => this.renewAlone());
    this.renewed = work.catch(() => undefined);
    return work;
  }

  private async renewAlone(): Promise<void> {
    const code = newOneTimeCode();
    await makeDirectory(dirname(this.file), FOLDER_MODE);
    await writeDurable(this.file, `${code}\n`, MODE);
    await this.ports.firstRun.use(codeHash(code));
  }
}
