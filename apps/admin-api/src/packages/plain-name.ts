const FILE_NAME_CHARS = 255;

/** A file's name to show; never used as a path. */
export function plainName(given: string): string {
  return given.replace(/[^\p{L}\p{N} ._+@()-]/gu, '_').slice(-FILE_NAME_CHARS) || 'upload.rpk';
}
