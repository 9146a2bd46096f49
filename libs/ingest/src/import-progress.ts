const EVERY_MS = 300;

/** Tells the row how far an import came: a phase at once, records now and then, and never two reports at a time. */
export class ImportProgress {
  private phase = 'staging';
  private done = 0;
  private toldAt: number;
  private telling = false;
  private isOwed = false;

  constructor(
    private readonly tell: (phase: string, doneRecords: number) => Promise<void>,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {
    this.toldAt = now();
  }

  add(records: number): void {
    this.done += records;
    const now = this.now();
    if (now < this.toldAt || now - this.toldAt >= EVERY_MS) this.report();
  }

  begin(phase: string): void {
    this.phase = phase;
    this.report();
  }

  /** Progress is a courtesy: an import does not fail because a report of it did. */
  private report(): void {
    this.toldAt = this.now();
    if (this.telling) {
      this.isOwed = true;
      return;
    }
    this.telling = true;
    void this.tell(this.phase, this.done)
      .catch(() => undefined)
      .then(() => {
        this.telling = false;
        if (!this.isOwed) return;
        this.isOwed = false;
        this.report();
      });
  }
}
