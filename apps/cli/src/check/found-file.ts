/** A path that was named, and where it really is. */
export interface NamedPath {
  /** As it was named, without a slash at its end; empty for the folder that one is in. */
  readonly given: Buffer;
  /** Without links; empty for the root of all. */
  readonly real: Buffer;
  /** Its absolute path as it was named, links included. */
  readonly absolute: string;
  readonly isFolder: boolean;
}

/** A file that is to be hashed, or what stood in the way of one. */
export interface FoundFile {
  readonly root: NamedPath;
  /** What follows the named path, with its slash; empty for that path itself. */
  readonly below: Buffer;
  /** Why there is nothing to hash, in words; null: there is. */
  readonly flaw: string | null;
}

/** What it is opened by. */
export function realPath({ root, below }: Pick<FoundFile, 'root' | 'below'>): Buffer {
  return root.real.length + below.length === 0 ? Buffer.from('/') : Buffer.concat([root.real, below]);
}

/** As a person would name it. */
export function givenPath({ root, below }: Pick<FoundFile, 'root' | 'below'>): Buffer {
  if (root.given.length === 0) return below.length === 0 ? Buffer.from('.') : below.subarray(1);
  return root.given.equals(SLASH) ? (below.length === 0 ? SLASH : below) : Buffer.concat([root.given, below]);
}

const SLASH = Buffer.from('/');
