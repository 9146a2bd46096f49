import type { HistoryView } from '../admin/answers';
import { adminGet } from '../admin/call';
import { pagePath } from '../admin/pages';
import { historyLines } from '../console/history-lines';
import type { Session } from '../session';

interface ListOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly search?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

interface EntryView extends HistoryView {
  /** Null: it has no place in the chain. */
  readonly sequence: number | null;
}

export async function list(session: Session, { limit, cursor, ...filter }: ListOptions): Promise<void> {
  const page = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
  const answer = await adminGet<{ entries: EntryView[]; next: string | null }>(
    session,
    pagePath('audit', filter, page),
  );
  session.output.document(answer, () => {
    if (answer.entries.length === 0) return 'No entry is like that.';
    const lines = historyLines(answer.entries.map((one) => ({ ...one, action: `${one.action} ${one.subject}` })));
    const width = Math.max(...answer.entries.map(({ sequence }) => String(sequence).length));
    return lines.map((line, n) => `${String(answer.entries[n]?.sequence ?? '?').padStart(width)}  ${line}`);
  });
  if (answer.next !== null) session.output.note(`there are more: --cursor ${answer.next}`);
}
