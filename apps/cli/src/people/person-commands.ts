import { Fault } from '@pksn/domain';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';
import { givenPassword } from './given-password';

interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly customer: string | null;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  readonly signedInAt: string | null;
  readonly sessions: number;
}
interface WithCode {
  readonly person: PersonView;
  readonly code: string;
}

export interface OutOptions {
  readonly out?: string;
}

export async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ people: PersonView[] }>(session, 'people');
  const rows = answer.people.map((one) => [
    one.id,
    one.name,
    one.role,
    one.customer,
    one.disabled ? 'disabled' : one.hasPassword ? 'active' : 'has a code',
    one.secondFactor ? 'yes' : 'no',
    one.signedInAt,
    one.sessions,
  ]);
  const header = ['PERSON', 'NAME', 'ROLE', 'CUSTOMER', 'STATE', 'SECOND FACTOR', 'SIGNED IN', 'SESSIONS'];
  session.output.table(answer, header, rows, 'Nobody signs in yet.');
}

/** The code is printed, or written to a file that its owner alone reads. */
export async function add(
  session: Session,
  name: string,
  { role, customer, out }: OutOptions & { readonly role: string; readonly customer?: string },
): Promise<void> {
  await requireOut(out);
  const made = await adminSend<WithCode>(session, 'POST', 'people', { name, role, customer });
  await hand(session, made, out);
}

export async function passwd(
  session: Session,
  name: string,
  { code, passwordFile, out }: OutOptions & { readonly code?: boolean; readonly passwordFile?: string },
): Promise<void> {
  await requireOut(out);
  const { id } = await personOf(session, name);
  if (code === true) {
    return hand(session, await adminSend<WithCode>(session, 'POST', `people/${pathOf(id)}/code`), out);
  }
  const password = await givenPassword(session, passwordFile);
  const person = await adminSend<PersonView>(session, 'PUT', `people/${pathOf(id)}/password`, { password });
  session.output.document(person, () => `${person.name} changes this password at the next sign-in`);
}

export interface SetOptions {
  readonly role?: string;
  readonly customer?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
  /** False: `--no-second-factor`. */
  readonly secondFactor?: boolean;
  readonly force?: boolean;
}

export async function set(session: Session, name: string, options: SetOptions): Promise<void> {
  const { role, customer, disable, enable, secondFactor, force } = options;
  if (disable === true && enable === true) throw new Fault('USAGE', '--disable and --enable exclude each other');
  const disabled = disable === true ? true : enable === true ? false : undefined;
  const isChanged = role !== undefined || customer !== undefined || disabled !== undefined;
  if (!isChanged && secondFactor !== false) throw new Fault('USAGE', 'say what to change: --role, --disable, --enable');
  let person = await personOf(session, name);
  const path = `people/${pathOf(person.id)}`;
  if (secondFactor === false) person = await adminSend<PersonView>(session, 'DELETE', `${path}/second-factor`);
  if (isChanged) {
    const body = { role, customer, disabled };
    person = await adminSend<PersonView>(session, 'PATCH', `${path}${force === true ? '?force=true' : ''}`, body);
  }
  session.output.document(person, () => `${person.name}: ${person.role}${person.disabled ? ', disabled' : ''}`);
}

export async function remove(session: Session, name: string, { force }: { readonly force?: boolean }): Promise<void> {
  const { id } = await personOf(session, name);
  await adminSend(session, 'DELETE', `people/${pathOf(id)}${force === true ? '?force=true' : ''}`);
  session.output.document({ id, removed: true }, () => `${name} is removed`);
}

async function personOf(session: Session, name: string): Promise<PersonView> {
  const { people } = await adminGet<{ people: PersonView[] }>(session, 'people');
  const plain = name.normalize('NFKC').toLowerCase();
  const person = people.find((one) => one.name.normalize('NFKC').toLowerCase() === plain);
  if (person === undefined) throw new Fault('NOT_FOUND', 'nobody has this name: pksn user list');
  return person;
}

async function requireOut(out: string | undefined): Promise<void> {
  if (out === undefined) return;
  await requireWritable(out, '--out');
  await requireFree(out, '--out', false);
}

async function hand(session: Session, { person, code }: WithCode, out: string | undefined): Promise<void> {
  if (out !== undefined) await writeOutput(out, `${code}\n`, { flag: '--out', mode: 0o600, force: false });
  const { id, name, role } = person;
  session.output.document({ id, name, role, ...(out === undefined ? { code } : { file: out }) }, () => [
    `${name} (${role}) sets a password with ${out === undefined ? `the code ${code}` : `the code in ${out}`}`,
    'It is good once, for 72 hours: "I have a one-time code" at the console.',
  ]);
}
