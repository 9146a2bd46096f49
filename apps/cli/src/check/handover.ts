/** Hands things from several makers to one taker; who makes waits while `most` of them wait to be taken. */
export class Handover<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private makers: (() => void)[] = [];
  private taker: (() => void) | null = null;
  private end: { readonly error: Error | null } | null = null;
  private isLeft = false;

  constructor(private readonly most: number) {}

  /** Returns when there is room for more; false: nobody takes any more. */
  async put(thing: T): Promise<boolean> {
    if (this.isLeft) return false;
    this.waiting.push(thing);
    this.taker?.();
    while (this.waiting.length >= this.most && !this.isLeft) await new Promise<void>((go) => this.makers.push(go));
    return !this.isLeft;
  }

  /** Nothing more comes; with an error, the taker gets that after what waits. */
  close(error: Error | null = null): void {
    this.end ??= { error };
    this.taker?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        while (this.waiting.length > 0) {
          const thing = this.waiting.shift() as T;
          this.wakeMakers();
          yield thing;
        }
        if (this.end !== null) {
          if (this.end.error !== null) throw this.end.error;
          return;
        }
        await new Promise<void>((go) => (this.taker = go));
        this.taker = null;
      }
    } finally {
      this.isLeft = true;
      this.wakeMakers();
    }
  }

  private wakeMakers(): void {
    const makers = this.makers;
    this.makers = [];
    for (const go of makers) go();
  }
}
