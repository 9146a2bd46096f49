import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const FOLDERS = ['apps', 'libs', 'migrations', 'test'];
const SKIPPED = ['node_modules', 'dist'];
const TEST = /\.(?:spec|e2e|fixture)\.ts$|^test\/|^libs\/testing\//;

/** Every script of the product, tests included. */
export function sourceFiles(root: string): SourceFile[] {
  return FOLDERS.flatMap((folder) => filesIn(join(root, folder))).map((file) => ({
    path: relative(root, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  }));
}

export function isTest(path: string): boolean {
  return TEST.test(path);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : filesIn(path);
    return /\.(?:ts|cjs|mjs)$/.test(entry.name) ? [path] : [];
  });
}
