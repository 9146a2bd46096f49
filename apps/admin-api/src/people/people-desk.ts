import { Fault } from '@pksn/domain';
import type { People, PersonRecord, TokenHolder } from '@pksn/store-postgres';
import { CUSTOMER_ROLE } from '../auth/roles';
import { codeHash, newOneTimeCode } from './one-time-code';
import type { PasswordHasher } from './password-hasher';
import { requireGoodPassword } from './password-rules';
import type { PersonBody, PersonChangeBody } from './people-requests';
import { customerOfRole } from './role-customer';

const CODE_HOURS = 72;

export interface PersonView extends Omit<PersonRecord, 'customerId'> {
  readonly customer: string | null;
}

export interface Forced {
  readonly force: boolean;
  readonly by: TokenHolder;
}

/** The people who sign in, as administrators look after them. */
export class PeopleDesk {
  constructor(
    private readonly people: People,
    private readonly hasher: PasswordHasher,
    /** What follows from there being somebody. */
    private readonly afterFirst: () => Promise<void>,
  ) {}

  async list(): Promise<{ people: PersonView[] }> {
    return { people: (await this.people.list()).map(viewOf) };
  }

  async show(id: number): Promise<PersonView> {
    return viewOf(await this.people.one(String(id)));
  }

  /** The code is shown once. Faults: ADMIN_FORBIDDEN, REQUEST_MALFORMED, PERSON_EXISTS, NOT_FOUND for a customer that there is not. */
  async add(
    { name, role, customer }: PersonBody,
    actor: string,
    by: TokenHolder,
  ): Promise<{ person: PersonView; code: string }> {
    requireUnconfined(by);
    const code = newOneTimeCode();
    const order = { name, role, customerId: customerOfRole(role, customer) };
    const person = await this.people.add(order, { hash: codeHash(code), hours: CODE_HOURS }, actor);
    await this.afterFirst();
    return { person: viewOf(person), code };
  }

  /** Faults: ADMIN_FORBIDDEN for a role by a token with scopes, NOT_FOUND, REQUEST_MALFORMED, LAST_ADMINISTRATOR. */
  async change(id: number, body: PersonChangeBody, actor: string, forced: Forced): Promise<PersonView> {
    if (body.role !== undefined || body.disabled === false) requireUnconfined(forced.by);
    const before = await this.people.one(String(id));
    const role = body.role ?? before.role;
    const kept = role === CUSTOMER_ROLE ? before.customerId : null;
    const customerId = customerOfRole(role, body.customer ?? kept);
    const change = { role, customerId, disabled: body.disabled ?? before.disabled };
    return viewOf(await this.people.change(String(id), change, actor, { force: isForced(forced) }));
  }

  /** Faults: NOT_FOUND, LAST_ADMINISTRATOR. */
  remove(id: number, actor: string, forced: Forced): Promise<void> {
    return this.people.remove(String(id), actor, { force: isForced(forced) });
  }

  /** A new one-time code, shown once, in place of the password. Faults: ADMIN_FORBIDDEN, NOT_FOUND, REQUEST_MALFORMED for oneself. */
  async giveCode(id: number, actor: string, by: TokenHolder): Promise<{ person: PersonView; code: string }> {
    requireUnconfined(by);
    requireAnother(by, id);
    const code = newOneTimeCode();
    const person = await this.people.giveCode(String(id), { hash: codeHash(code), hours: CODE_HOURS }, actor);
    return { person: viewOf(person), code };
  }

  /** Faults: ADMIN_FORBIDDEN, NOT_FOUND, PASSWORD_REFUSED, REQUEST_MALFORMED for oneself. */
  async givePassword(id: number, password: string, actor: string, by: TokenHolder): Promise<PersonView> {
    requireUnconfined(by);
    requireAnother(by, id);
    const { name } = await this.people.one(String(id));
    requireGoodPassword(password, name);
    return viewOf(await this.people.givePassword(String(id), await this.hasher.hash(password), actor));
  }

  /** Faults: NOT_FOUND, REQUEST_MALFORMED for oneself. */
  async takeSecondFactor(id: number, actor: string, by: TokenHolder): Promise<PersonView> {
    requireAnother(by, id);
    return viewOf(await this.people.takeSecondFactor(String(id), actor));
  }
}

/** A session that was left open, or a token that it made, must not do what asks for the present password elsewhere. */
function requireAnother(by: TokenHolder, id: number): void {
  if (by.principal !== `person:${String(id)}`) return;
  throw new Fault('REQUEST_MALFORMED', 'of oneself that is changed at the account, with the present password');
}

/** A person may all that its role may: whoever lets one in by a token with scopes would get past them. */
function requireUnconfined({ scopes }: TokenHolder): void {
  if (scopes === null) return;
  throw new Fault('ADMIN_FORBIDDEN', 'a token with scopes lets nobody in, who would reach further than itself');
}

/** By a token alone: whoever is signed in could take away what lets it in. */
function isForced({ force, by }: Forced): boolean {
  return force && !by.id.startsWith('person:');
}

function viewOf({ customerId, ...facts }: PersonRecord): PersonView {
  return { ...facts, customer: customerId };
}
