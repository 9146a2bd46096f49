import type { ImportView } from '../admin/answers';
import { adminGet } from '../admin/call';
import { pagePath } from '../admin/pages';
import { momentText } from '../console/moments';
import type { Session } from '../session';

interface HistoryOptions {
  readonly refused?: boolean;
  readonly limit?: number;
  readonly before?: string;
}

type Row = ImportView & { readonly createdAt: string };

/** What a service keeps of every package that it was given, the refused ones with code, reason and what to do. */
export async function history(session: Session, { refused, limit, before }: HistoryOptions): Promise<void> {
  const state = refused === true ? 'rejected' : undefined;
  const path = pagePath('imports', { before, state }, limit === undefined ? {} : { limit });
  const answer = await adminGet<{ imports: Row[]; next: string | null }>(session, path);
  session.output.document(answer, () =>
    answer.imports.length === 0 ? 'There is none.' : answer.imports.flatMap(lines),
  );
  if (answer.next !== null) session.output.note(`there are more: --before ${answer.next}`);
}

function lines({ id, createdAt, fileName, state, feed, version, code, detail, advice }: Row): string[] {
  const what = feed === null ? '' : `  ${feed} version ${version ?? '?'}`;
  const why = [code, detail].filter((one) => one !== null).join(': ');
  return [
    `${momentText(createdAt)}  ${state.padEnd(9)}  ${fileName}${what}  (import ${id})`,
    ...(why === '' ? [] : [`  ${why}`]),
    ...(advice === null ? [] : [`  ${advice}`]),
  ];
}
