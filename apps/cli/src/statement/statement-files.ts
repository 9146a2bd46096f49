import { basename } from 'node:path';
import { LANGUAGE_TAG } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { readTextFile } from '../connection/read-text-file';

const NAME = /^ksn_(.+)\.txt$/i;

export interface StatementFile {
  readonly language: string;
  readonly text: string;
}

/** Texts of one version, a file per language; the name of a file is `ksn_<language id>.txt`. Fault: USAGE. */
export async function readStatementFiles(paths: readonly string[]): Promise<StatementFile[]> {
  const texts: StatementFile[] = [];
  for (const path of paths) {
    const language = NAME.exec(basename(path))?.[1] ?? '';
    if (!LANGUAGE_TAG.test(language)) {
      throw new Fault('USAGE', `${path} is not named ksn_<language id>.txt, such as ksn_en.txt or ksn_pt-BR.txt`);
    }
    texts.push({ language, text: await readTextFile(path, 'statement') });
  }
  return texts;
}
