const BACKSLASH = 0x5c;

/** Finds where a JSON string ends in text that arrives in pieces, in time that is linear in its length. */
export class StringEnd {
  private escaped = false;

  /** The index of the closing quote at or behind `from`; -1 when the piece ends before the string does. */
  find(text: string, from: number): number {
    let at = this.escaped ? from + 1 : from;
    this.escaped = false;
    for (;;) {
      const quote = text.indexOf('"', at);
      const end = quote < 0 ? text.length : quote;
      let run = end;
      while (run > at && text.charCodeAt(run - 1) === BACKSLASH) run--;
      const isEscaped = (end - run) % 2 === 1;
      if (quote < 0) {
        this.escaped = isEscaped;
        return -1;
      }
      if (!isEscaped) return quote;
      at = quote + 1;
    }
  }
}
