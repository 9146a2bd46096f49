import { Fault } from '@pksn/domain';
import type { Statement } from '@pksn/package-format';
import { readStatementFiles } from '../statement/statement-files';

/** What a package carries of a statement, for a build; nothing without files. Fault: USAGE. */
export async function carriedStatements(
  files: readonly string[] | undefined,
  id: number | undefined,
): Promise<{ readonly statements?: readonly Statement[] }> {
  if ((files === undefined) !== (id === undefined))
    throw new Fault('USAGE', '--statement and --statement-id go together');
  if (files === undefined || id === undefined) return {};
  return { statements: (await readStatementFiles(files)).map((one) => ({ id, ...one })) };
}
