import { Fault } from '@pksn/domain';
import { requireWritable } from '../files/output-path';
import { isSameFile } from '../files/same-file';
import { RejectsFile } from './rejects-file';

/** The files of a build: what it makes, and what it reads. */
export interface BuildPaths {
  readonly out: string;
  readonly rejects?: string;
  readonly input: readonly string[];
  readonly base?: readonly string[];
  readonly licensing?: readonly string[];
  readonly policy?: string;
}

/** Neither result may take the place of what the build reads: it may be the only copy. Throws USAGE. */
export async function requireDistinct(options: BuildPaths): Promise<void> {
  const { out, rejects, input, base = [], policy = [], licensing = [] } = options;
  const read = [...input, ...base, ...licensing, policy].flat();
  for (const path of read) {
    if (await isSameFile(out, path)) throw new Fault('USAGE', `--out ${out} is another file of this build`);
  }
  const rejected = rejectsPath(options);
  for (const path of [out, ...read]) {
    if (!(await isSameFile(rejected, path))) continue;
    const flag = rejects === undefined ? '--out' : '--rejects';
    throw new Fault('USAGE', `${flag}: ${rejected}, where rejects would go, is another file of this build`);
  }
}

export async function rejectsFile(options: BuildPaths): Promise<RejectsFile> {
  const { rejects } = options;
  if (rejects === undefined) return new RejectsFile(rejectsPath(options));
  await requireWritable(rejects, '--rejects');
  return new RejectsFile(rejects, true);
}

export function rejectsPath({ out, rejects }: Pick<BuildPaths, 'out' | 'rejects'>): string {
  return rejects ?? `${out}.rejects`;
}
