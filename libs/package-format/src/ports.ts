/** Where a package is read from: a file, an upload, a buffer. */
export interface ByteSource {
  /** The next `length` bytes; fewer only at the end. */
  read(length: number): Promise<Buffer>;
}

/** Where a finished package goes; `write` resolves when more may be written. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Holds the stored chunks until the manifest, which precedes them in the file, is known. `read` is called once,
 * after the last `write`, and yields the same bytes in the same order, in pieces of any size.
 */
export interface ChunkSpill extends ByteSink {
  read(): AsyncIterable<Uint8Array>;
}
