import { Fault } from '@pksn/domain';
import { plain } from './output';
import type { Terminal } from './terminal';

const ANSWER_BYTES = 64;

/** Asks a person. With nobody watching, or input from elsewhere, only a flag may say yes. Throws USAGE, which names the flag. */
export async function confirmed(terminal: Terminal, question: string, flag: string): Promise<boolean> {
  if (!terminal.watched || terminal.piped === true)
    throw new Fault('USAGE', `${question} Nobody is here to ask: say it with ${flag}`);
  terminal.err(plain(`${question} [y/N] `));
  let answer = '';
  for await (const piece of terminal.input()) {
    answer += Buffer.from(piece).toString('utf8');
    if (answer.includes('\n') || answer.length > ANSWER_BYTES) break;
  }
  return /^(y|yes)\s*$/i.test(answer.split('\n')[0] ?? '');
}
