import { execFile } from 'node:child_process';
import { access, cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a database holds from the beginning. The name tells one template from another, so the function needs one. */
export type Filling = (url: string) => Promise<unknown>;

const EMPTY = 'empty';

/** A folder that test/jest/templates.cjs makes for one run of Jest; without it, every server is made from nothing. */
const folder = (): string | undefined => process.env.PKSN_TEST_TEMPLATES;

const templateOf = (filling: Filling | undefined): string | null => {
  const within = folder();
  return within === undefined ? null : join(within, filling?.name ?? EMPTY);
};

/** Puts a server's files into `target`; false when nobody in this run has made such ones yet. */
export async function copyTemplate(filling: Filling | undefined, target: string): Promise<boolean> {
  const template = templateOf(filling);
  if (template === null) return false;
  const there = await access(template).then(
    () => true,
    () => false,
  );
  if (there) await copyFiles(template, target);
  return there;
}

/** Keeps the files of a server that is down as the template for the others. */
export async function keepTemplate(filling: Filling | undefined, source: string): Promise<void> {
  const template = templateOf(filling);
  if (template === null) return;
  const draft = `${template}.${String(process.pid)}`;
  await copyFiles(source, draft);
  // Another test file may have been first.
  await rename(draft, template).catch(() => rm(draft, { recursive: true, force: true }));
}

export function templatesInUse(): boolean {
  return folder() !== undefined;
}

/** `cp` keeps the owner, whom PostgreSQL insists on; Node's own copy is for where there is no such program. */
async function copyFiles(source: string, target: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${source}/.`, target]).catch(() => cp(source, target, { recursive: true }));
}
