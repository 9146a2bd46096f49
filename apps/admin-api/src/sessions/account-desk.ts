import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type {
  ListedSession,
  OwnAccount,
  OwnFacts,
  PersonSessions,
  SignInBrake,
  SignInFacts,
  SignIns,
} from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeHash, newOneTimeCode } from '../people/one-time-code';
import type { PasswordHasher } from '../people/password-hasher';
import { requireGoodPassword } from '../people/password-rules';
import type { PeopleKey } from '../people/people-key';
import { enrollmentOf, newFactorSecret, stepOf } from '../people/second-factor';
import type { FactorBody, OwnPasswordBody } from './account-requests';
import { ownBucket } from './brake-rules';
import type { ClientNetwork } from './client-network';
import type { CodeCheck } from './code-check';
import { countGuess } from './guess-brake';
import { originOf, signedIn } from './session-answer';
import type { SessionView } from './session-view';

export interface AccountPorts {
  readonly account: OwnAccount;
  readonly signIns: SignIns;
  readonly sessions: PersonSessions;
  readonly brake: SignInBrake;
  readonly hasher: PasswordHasher;
  readonly codes: CodeCheck;
  readonly key: PeopleKey;
  readonly network: ClientNetwork;
  readonly clock: Clock;
}

const RECOVERY_CODES = 10;

export interface AccountView extends Omit<OwnFacts, 'customerId'> {
  readonly customer: string | null;
}

/** What a person does about itself. Fault of all: PERSON_NEEDED, when a token asks. */
export class AccountDesk {
  constructor(private readonly ports: AccountPorts) {}

  async show(request: FastifyRequest): Promise<AccountView> {
    const { customerId: customer, ...facts } = await this.ports.account.show(personOf(request).personId);
    return { ...facts, customer };
  }

  async speak(request: FastifyRequest, language: string): Promise<AccountView> {
    await this.ports.account.speak(personOf(request).personId, language);
    return this.show(request);
  }

  /** Ends all other sessions; this one goes on by a new cookie. Faults: SIGN_IN_REFUSED, PASSWORD_REFUSED, and of the brake. */
  async setPassword(
    body: OwnPasswordBody,
    request: FastifyRequest,
    reply: FastifyReply,
    actor: string,
  ): Promise<SessionView> {
    const { account, hasher, sessions, network } = this.ports;
    const facts = await this.judged(request, body.present);
    // Else one that an administrator knows would stay.
    if (body.password === body.present)
      throw new Fault('PASSWORD_REFUSED', 'this is the present password', { facts: { reason: 'same' } });
    requireGoodPassword(body.password, facts.name);
    const passwordHash = await hasher.hash(body.password);
    const change = { before: facts.passwordHash, after: passwordHash };
    const session = await account.setPassword(facts.id, change, originOf(request, network), actor);
    // Somebody else changed it, or shut the person out, while it was judged.
    if (session === null) throw wrongPassword();
    return signedIn(sessions, { session, device: null }, reply);
  }

  /** A secret that is shown once. Faults: SECOND_FACTOR when one is on, SIGN_IN_REFUSED. */
  async proposeFactor(present: string, request: FastifyRequest): Promise<{ secret: string; url: string }> {
    const { account, key } = this.ports;
    const facts = await this.judged(request, present);
    if (facts.secondFactor !== null) throw new Fault('SECOND_FACTOR', 'a second factor is on already');
    const secret = newFactorSecret();
    await account.proposeFactor(facts.id, await key.seal(secret, facts.id));
    return enrollmentOf(secret, facts.name);
  }

  /** Puts it in force by a code of it, and shows the recovery codes once. Faults: SECOND_FACTOR, SIGN_IN_REFUSED. */
  async confirmFactor(code: string, request: FastifyRequest, actor: string): Promise<{ recoveryCodes: string[] }> {
    const { id: sessionId, personId } = personOf(request);
    const { account, brake, key, clock } = this.ports;
    const facts = await this.factsOf(personId);
    const { pendingFactor: sealed, secondFactor } = facts;
    if (sealed === null || secondFactor !== null) throw new Fault('SECOND_FACTOR', 'no second factor was begun');
    await countGuess(brake, [ownBucket(personId)]);
    const step = stepOf(await key.open(sealed, personId), code, clock.now());
    if (step === null) throw new Fault('SIGN_IN_REFUSED', 'this code is not right', { facts: { factor: 'code' } });
    await brake.forgive([ownBucket(personId)]);
    const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newOneTimeCode);
    const recoveryHashes = recoveryCodes.map(codeHash);
    const isSet = await account.confirmFactor(personId, { sealed, step, recoveryHashes }, { sessionId, actor });
    if (!isSet) throw new Fault('SECOND_FACTOR', 'it was begun anew meanwhile');
    return { recoveryCodes };
  }

  /** Ten new ones in place of all that were left. Faults: SECOND_FACTOR, SIGN_IN_REFUSED. */
  async newRecoveryCodes(
    body: FactorBody,
    request: FastifyRequest,
    actor: string,
  ): Promise<{ recoveryCodes: string[] }> {
    const { id } = await this.judgedWithCode(request, body);
    const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newOneTimeCode);
    await this.ports.account.setRecoveryCodes(id, recoveryCodes.map(codeHash), actor);
    return { recoveryCodes };
  }

  /** Faults: SECOND_FACTOR, SIGN_IN_REFUSED. */
  async removeFactor(body: FactorBody, request: FastifyRequest, actor: string): Promise<AccountView> {
    const { id } = await this.judgedWithCode(request, body);
    await this.ports.account.removeFactor(id, actor);
    return this.show(request);
  }

  async sessions(request: FastifyRequest): Promise<{ sessions: (ListedSession & { current: boolean })[] }> {
    const { id, personId } = personOf(request);
    const listed = await this.ports.sessions.list(personId);
    return { sessions: listed.map((one) => ({ ...one, current: one.id === id })) };
  }

  /** Fault: NOT_FOUND. */
  async endSession(id: number, request: FastifyRequest, actor: string): Promise<void> {
    await this.ports.sessions.end(id, personOf(request).personId, actor);
  }

  async endOthers(request: FastifyRequest, actor: string): Promise<{ ended: number }> {
    const { id, personId } = personOf(request);
    return { ended: await this.ports.sessions.endOthers(personId, id, actor) };
  }

  private async judgedWithCode(request: FastifyRequest, { present, code }: FactorBody): Promise<SignInFacts> {
    const { personId } = personOf(request);
    const { brake, codes, hasher } = this.ports;
    const facts = await this.factsOf(personId);
    if (facts.secondFactor === null) throw new Fault('SECOND_FACTOR', 'no second factor is on');
    await countGuess(brake, [ownBucket(personId)]);
    if (!(await hasher.verify(facts.passwordHash, present))) throw wrongPassword();
    await codes.require(facts, code);
    await brake.forgive([ownBucket(personId)]);
    return facts;
  }

  private async judged(request: FastifyRequest, present: string): Promise<SignInFacts> {
    const { personId } = personOf(request);
    const { brake, hasher } = this.ports;
    const facts = await this.factsOf(personId);
    await countGuess(brake, [ownBucket(personId)]);
    if (!(await hasher.verify(facts.passwordHash, present))) throw wrongPassword();
    await brake.forgive([ownBucket(personId)]);
    return facts;
  }

  private async factsOf(personId: string): Promise<SignInFacts> {
    const facts = await this.ports.signIns.byId(personId);
    if (facts === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'this person was removed');
    return facts;
  }
}

function wrongPassword(): Fault {
  return new Fault('SIGN_IN_REFUSED', 'the present password is not right', { facts: { factor: 'password' } });
}

function personOf({ session }: FastifyRequest): NonNullable<FastifyRequest['session']> {
  if (session === undefined) throw new Fault('PERSON_NEEDED', 'a token has no account');
  return session;
}
