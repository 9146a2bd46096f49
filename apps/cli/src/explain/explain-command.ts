import { Fault } from '@pksn/domain';
import { adminSend } from '../admin/call';
import type { ObjectHints } from '../object-argument';
import { objectOf } from '../object-argument';
import type { Session } from '../session';
import { explainedLines } from './explained-lines';
import type { ExplanationView } from './explained-view';

interface ExplainOptions extends ObjectHints {
  readonly customer?: string;
  readonly license?: string;
}

/** Objects of one request. */
const MOST = 200;

/** `pksn explain`. Faults: OBJECT_MALFORMED, REQUEST_MALFORMED for too many, those of the service. */
export async function explain(session: Session, texts: readonly string[], options: ExplainOptions): Promise<void> {
  const { customer, license, ...hints } = options;
  if (texts.length > MOST) throw new Fault('REQUEST_MALFORMED', `up to ${String(MOST)} objects are explained at once`);
  const objects = texts.map((text) => objectOf(text, hints));
  const answer = await adminSend<ExplanationView>(session, 'POST', 'explain', { objects, customer, license });
  session.output.document(answer, () => answer.results.flatMap((one, i) => explainedLines(texts[i] ?? '', one)));
}
