import type { ImportView } from '../admin/answers';
import { admin } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { momentText } from '../console/moments';
import type { Session } from '../session';

interface HistoryOptions extends PageOptions {
  readonly refused?: boolean;
  readonly before?: string;
}

type Row = ImportView & { readonly createdAt: string };

/** What a service keeps of every package that it was given, the refused ones with code, reason and what to do. */
export async function history(session: Session, { refused, before, ...pages }: HistoryOptions): Promise<void> {
  const state = refused === true ? 'rejected' : undefined;
  const path = pagePath('imports', { before, state }, pages);
  const answer = await admin(session, (client) =>
    readPages<{ imports: Row[]; next: string | null }, 'imports'>(client, path, 'imports', pages),
  );
  session.output.document(answer, () =>
    answer.imports.length === 0 ? 'There is none.' : answer.imports.flatMap(lines),
  );
  if (answer.next !== null) session.output.note(`there are more: --cursor ${answer.next}`);
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
