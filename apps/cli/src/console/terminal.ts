/** Where a command speaks and listens, so that tests can stand in for a person. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a person watches standard error: only then are progress bars drawn. */
  readonly watched: boolean;
  /** True when input comes from a file or another program: then nobody answers a question. */
  readonly piped?: boolean;
  readonly columns: number;
  input(): AsyncIterable<Uint8Array>;
  /** Nobody reads on: what waits for input does not keep the process. */
  closeInput?(): void;
  /** Hears of one Ctrl-C in place of the end of the process; the next one ends it. Returns how to hear no more. */
  onInterrupt?(listener: () => void): () => void;
  /** Hears that nobody reads standard output any more, in place of the end of the process. Returns how to hear no more. */
  onReaderGone?(listener: () => void): () => void;
  /** Ends the command at once, as after Ctrl-C. */
  quit?(exitCode: number): void;
}
