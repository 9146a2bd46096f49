import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';

/** A file system as the folder shows it that was asked for. */
export interface FileSystem {
  /** Bytes that an ordinary process may still write. */
  readonly freeBytes: number;
  readonly usedBytes: number;
  /** Two folders of one device share what is free. */
  readonly device: number;
}

/** The file system of a folder, or of the nearest one above it that is there. */
export async function fileSystemOf(path: string): Promise<FileSystem> {
  try {
    const [facts, { dev }] = await Promise.all([statfs(path), stat(path)]);
    const { bavail, bfree, blocks, bsize } = facts;
    return { freeBytes: bavail * bsize, usedBytes: (blocks - bfree) * bsize, device: dev };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && dirname(path) !== path) return fileSystemOf(dirname(path));
    throw diskFault(error, path);
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);

/** The Fault that an error of the file system means, or the error itself when it is a defect. */
export function diskFault(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (FULL.has(code)) return new Fault('DISK_FULL', `no space left for ${path}`, { cause: error });
  if (code === 'EIO') return new Fault('DISK_ERROR', `${path} could not be written or read (EIO)`, { cause: error });
  if (UNUSABLE.has(code)) return new Fault('DATA_FOLDER', `${path} cannot be written (${code})`, { cause: error });
  return error;
}

/** Runs one file-system call; a full disk becomes DISK_FULL, a failing one DISK_ERROR, a missing permission DATA_FOLDER. */
export async function diskCall<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw diskFault(error, path);
  }
}

/** The code of a system or database error; empty when it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
