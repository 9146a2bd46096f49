import { Fault } from '@pksn/domain';
import type { EndpointClient, ServiceStatus, StatementText } from '@pksn/endpoint-client';
import { confirmed } from '../console/confirm';
import { oneLine } from '../console/output';
import type { Session } from '../session';

export interface StatementOptions {
  readonly language?: string;
  /** The id of the statement that somebody has read. */
  readonly accept?: number;
}

const FIRST_CHOICE = 'en';
const TAB = '    ';

/** The text in force in the language that was asked for, else in English, else in its first language. */
export async function textInForce(
  client: EndpointClient,
  { languages }: NonNullable<ServiceStatus['statement']>,
  language: string | undefined,
): Promise<StatementText> {
  return client.statement(language ?? languages.find((one) => one === FIRST_CHOICE) ?? languages[0] ?? FIRST_CHOICE);
}

/**
 * Shows the statement and lets a person accept it, or goes by `--accept ID`, with which a script says that somebody has read that one.
 * False: the person said no. Faults: USAGE with nobody to ask; ENDPOINT_STATEMENT for another id than that in force.
 */
export async function accepted(session: Session, text: StatementText, { accept }: StatementOptions): Promise<boolean> {
  const { output, terminal } = session;
  const id = String(text.id);
  if (accept !== undefined) {
    if (accept === text.id) return true;
    throw new Fault(
      'ENDPOINT_STATEMENT',
      `statement ${id} is in force, not ${String(accept)}: pksn endpoint statement`,
    );
  }
  // What was not shown cannot be accepted: where standard output is for machines, it is shown beside it.
  for (const line of statementLines(text))
    if (output.json) output.beforeQuestion(line);
    else terminal.out(`${oneLine(line)}\n`);
  return confirmed(terminal, `Do you accept statement ${id}?`, `--accept ${id}, when somebody has read it`);
}

export function statementLines({ id, language, text, isSigned }: StatementText): string[] {
  const signed = isSigned ? ', as the settings file of the provider names it' : '';
  return [
    `Statement ${String(id)} (${language}${signed})`,
    '',
    ...text.trimEnd().replaceAll('\t', TAB).split('\n'),
    '',
  ];
}
