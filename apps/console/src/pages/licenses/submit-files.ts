import { ApiError } from '../../api/api-error';
import { api } from '../../api/http';
import type { HandedFile } from './license-text';
import type { SubmissionOutcome } from './types';

/** What became of one file. `announced`: of a vendor's announcement, in figures. */
export interface FileResult {
  readonly name: string;
  readonly outcome:
    | SubmissionOutcome
    | { readonly ok: true; readonly state: 'announced'; readonly vendor: string; readonly keys: number }
    | { readonly ok: false; readonly code: string; readonly detail: string; readonly advice: string };
}

/** Of one request: far below what the service takes, so that a slow line has its answer in time. */
const REQUEST_FILES = 100;
const REQUEST_CHARACTERS = 4_000_000;

/**
 * Hands files in, portion by portion; each has its own result, told as soon as its portion is answered. Stops behind the
 * portion under way when `isStopped` says so. Submitting a file twice does no harm.
 */
export async function submitFiles(
  files: readonly HandedFile[],
  tell: (results: readonly FileResult[]) => void,
  isStopped: () => boolean,
): Promise<void> {
  for (const portion of portions(files)) {
    if (isStopped()) return;
    tell(await submitPortion(portion));
  }
}

function portions(files: readonly HandedFile[]): HandedFile[][] {
  const all: HandedFile[][] = [];
  let characters = 0;
  for (const file of files) {
    const last = all.at(-1);
    const fits =
      last !== undefined &&
      last[0]?.kind === file.kind &&
      file.kind !== 'announcement' &&
      last.length < REQUEST_FILES &&
      characters + file.text.length <= REQUEST_CHARACTERS;
    if (fits) last.push(file);
    else all.push([file]);
    characters = fits ? characters + file.text.length : file.text.length;
  }
  return all;
}

async function submitPortion(files: readonly HandedFile[]): Promise<FileResult[]> {
  const [first] = files;
  if (first === undefined) return [];
  if (first.kind === 'other' || first.flaw !== null) return files.map(unsent);
  try {
    return first.kind === 'announcement' ? [await announce(first)] : await submitLicenses(files);
  } catch (error) {
    return files.map(({ name }) => ({ name, outcome: failed(error) }));
  }
}

async function submitLicenses(files: readonly HandedFile[]): Promise<FileResult[]> {
  const sent = files.filter((one) => one.flaw === null);
  const body = { files: sent.map((one) => one.text) };
  const { results } = await api.post<{ results: SubmissionOutcome[] }>('/api/v1/license-submissions', body);
  let next = 0;
  return files.map((one) => {
    const outcome = one.flaw === null ? results[next++] : undefined;
    return outcome === undefined ? unsent(one) : { name: one.name, outcome };
  });
}

async function announce({ name, text }: HandedFile): Promise<FileResult> {
  const body = { announcement: text };
  const { vendor, keys } = await api.post<{ vendor: string; keys: number }>('/api/v1/license-announcements', body);
  return { name, outcome: { ok: true, state: 'announced', vendor, keys } };
}

function unsent({ name, flaw }: HandedFile): FileResult {
  return { name, outcome: { ok: false, code: `UNSENT_${(flaw ?? 'kind').toUpperCase()}`, detail: '', advice: '' } };
}

function failed(error: unknown): { ok: false; code: string; detail: string; advice: string } {
  if (!(error instanceof ApiError)) throw error;
  return { ok: false, code: error.code, detail: error.detail, advice: error.advice };
}
