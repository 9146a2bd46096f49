import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { SignInFacts, SignIns } from '@pksn/store-postgres';
import { codeHash } from '../people/one-time-code';
import type { PeopleKey } from '../people/people-key';
import { stepOf } from '../people/second-factor';

/** Whether a code is the second factor of a person: a one-time password, or a recovery code, each once. */
export class CodeCheck {
  constructor(
    private readonly signIns: SignIns,
    private readonly key: PeopleKey,
    private readonly clock: Clock,
  ) {}

  /** Uses the code up. Fault: PEOPLE_KEY. */
  async isRight({ id, secondFactor }: Pick<SignInFacts, 'id' | 'secondFactor'>, code: string): Promise<boolean> {
    if (secondFactor === null) return true;
    const step = stepOf(await this.key.open(secondFactor, id), code, this.clock.now());
    return step === null ? this.signIns.takeRecoveryCode(id, codeHash(code)) : this.signIns.takeStep(id, step);
  }

  /** Fault: SIGN_IN_REFUSED. */
  async require(facts: Pick<SignInFacts, 'id' | 'secondFactor'>, code: string): Promise<void> {
    if (await this.isRight(facts, code)) return;
    throw new Fault('SIGN_IN_REFUSED', 'this code is not right, or was used before', { facts: { factor: 'code' } });
  }
}
