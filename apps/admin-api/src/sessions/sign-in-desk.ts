import { Fault } from '@pksn/domain';
import type { Begun, PersonSessions, SignInBrake, SignInFacts, SignIns } from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireOwnOrigin } from '../auth/request-origin';
import { codeHash } from '../people/one-time-code';
import type { PasswordHasher } from '../people/password-hasher';
import { requireGoodPassword } from '../people/password-rules';
import type { Attempt } from './brake-rules';
import { bucketsOf, factorBucket } from './brake-rules';
import type { ClientNetwork } from './client-network';
import { networkOf } from './client-network';
import type { CodeCheck } from './code-check';
import { DEVICE_COOKIE, cookieToken } from './cookies';
import { countGuess, isNoted } from './guess-brake';
import { originOf, signedIn } from './session-answer';
import type { SignInBody, WelcomeBody } from './session-requests';
import type { SessionView } from './session-view';

export interface SignInPorts {
  readonly signIns: SignIns;
  readonly sessions: PersonSessions;
  readonly brake: SignInBrake;
  readonly hasher: PasswordHasher;
  readonly codes: CodeCheck;
  readonly network: ClientNetwork;
}

/** How people come in. An unknown name, a wrong password and a person who is disabled are told and timed alike. */
export class SignInDesk {
  constructor(private readonly ports: SignInPorts) {}

  /**
   * Faults: SIGN_IN_REFUSED, SIGN_IN_CODE_NEEDED, SIGN_IN_THROTTLED, SIGN_IN_BUSY, REQUEST_FOREIGN, PEOPLE_KEY.
   */
  async signIn(body: SignInBody, request: FastifyRequest, reply: FastifyReply): Promise<SessionView> {
    requireOwnOrigin(request);
    const { signIns, hasher, brake } = this.ports;
    const { facts, attempt } = await this.attemptOf(body.name, request);
    const [buckets, counts] = await this.counted(attempt);
    const isRight = await hasher.verify(facts?.passwordHash ?? null, body.password).catch(async (error: unknown) => {
      // What was not judged is no wrong guess.
      await brake.forgive([], buckets);
      throw error;
    });
    if (facts === null || !isRight || facts.disabled) return this.refuse(attempt, counts[0] ?? 0);
    await this.requireFactor(facts, attempt, body.code, buckets);
    const begun = await this.begin(facts, attempt, request);
    if (begun === null) return this.refuse(attempt, counts[0] ?? 0);
    await brake.forgive(buckets.slice(0, 1), buckets.slice(1));
    if (facts.passwordHash !== null && hasher.isOutdated(facts.passwordHash)) {
      await signIns.keepRehashed(facts, await hasher.hash(body.password));
    }
    return signedIn(this.ports.sessions, begun, reply);
  }

  /**
   * A password by a one-time code, and in, unless a second factor is asked for. Faults: as signIn, PASSWORD_REFUSED.
   */
  async welcome(
    { name, code, password }: WelcomeBody,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SessionView> {
    requireOwnOrigin(request);
    const { signIns, hasher, brake } = this.ports;
    const { facts, attempt } = await this.attemptOf(name, request);
    const [buckets, counts] = await this.counted(attempt);
    const isRight = facts?.codeHash?.equals(codeHash(code)) === true && !facts.disabled;
    if (facts === null || !isRight) return this.refuse(attempt, counts[0] ?? 0);
    await brake.forgive(buckets.slice(0, 1), buckets.slice(1));
    requireGoodPassword(password, facts.name);
    const passwordHash = await hasher.hash(password);
    if (!(await signIns.welcome(facts, passwordHash, actorOf(facts)))) return this.refuse(attempt, 0);
    if (facts.secondFactor !== null) return { state: 'signed-out' };
    const begun = await this.begin({ ...facts, passwordHash }, { ...attempt, device: null }, request);
    return begun === null ? { state: 'signed-out' } : signedIn(this.ports.sessions, begun, reply);
  }

  private async attemptOf(
    name: string,
    request: FastifyRequest,
  ): Promise<{ facts: SignInFacts | null; attempt: Attempt }> {
    const facts = await this.ports.signIns.byName(name);
    const token = cookieToken(request.headers.cookie, DEVICE_COOKIE);
    const isKnown = facts !== null && token !== null && (await this.ports.signIns.knowsDevice(facts.id, token));
    const network = networkOf(this.ports.network.addressOf(request));
    return { facts, attempt: { name, personId: facts?.id ?? null, device: isKnown ? token : null, network } };
  }

  private async counted(attempt: Attempt): Promise<[ReturnType<typeof bucketsOf>, readonly number[]]> {
    const buckets = bucketsOf(attempt);
    return [buckets, await countGuess(this.ports.brake, buckets)];
  }

  private async requireFactor(
    facts: SignInFacts,
    attempt: Attempt,
    code: string | undefined,
    buckets: ReturnType<typeof bucketsOf>,
  ): Promise<void> {
    if (facts.secondFactor === null) return;
    const { brake, codes } = this.ports;
    if (code === undefined) {
      // Half a sign-in is no wrong guess.
      await brake.forgive([], buckets);
      throw new Fault('SIGN_IN_CODE_NEEDED', 'the password is right; a code of the second factor is needed, too');
    }
    await countGuess(brake, [factorBucket(attempt)]);
    await codes.require(facts, code);
    await brake.forgive([factorBucket(attempt)]);
  }

  private begin(facts: SignInFacts, { device }: Attempt, request: FastifyRequest): Promise<Begun | null> {
    return this.ports.signIns.begin(facts, originOf(request, this.ports.network), device, actorOf(facts));
  }

  private async refuse({ personId, network }: Attempt, failures: number): Promise<never> {
    if (isNoted(failures)) await this.ports.signIns.noteRefusals(personId, { failures, network });
    throw new Fault('SIGN_IN_REFUSED', 'which of them is wrong is told to nobody');
  }
}

function actorOf({ role, customerId, name }: SignInFacts): string {
  return [role, ...(customerId === null ? [] : [customerId]), name].join(':');
}
