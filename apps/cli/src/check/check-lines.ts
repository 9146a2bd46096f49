import { resultLine } from '../query/lookup-lines';
import type { CheckedFile } from './checked-file';
import { shownPath } from './file-name';
import { givenPath } from './found-file';

/** One file for a person. */
export function fileLine({ file, state, answer, refused }: CheckedFile): string {
  const path = shownPath(givenPath(file)).text;
  if (answer !== null) return resultLine(path, answer);
  const why = [refused?.code ?? '', refused?.detail ?? ''].filter((part) => part !== '').join(': ');
  return `${state.padEnd(10)}  ${path}  ${why}`;
}

/** One file for a program. `path` is for reading; where it is not the very path, `pathBytes` has that in base64. */
export function fileDocument({ file, state, answer, refused }: CheckedFile): object {
  const bytes = givenPath(file);
  const { text, isExact } = shownPath(bytes);
  const { sha256, sizeBytes } = file;
  const exact = isExact ? {} : { pathBytes: bytes.toString('base64') };
  const error = refused === null ? {} : { error: refused };
  return { path: text, ...exact, state, sha256, sizeBytes, ...(answer ?? {}), ...error };
}
