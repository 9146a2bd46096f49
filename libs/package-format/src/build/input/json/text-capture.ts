import { JSON_LIMITS } from './json-limits';

/**
 * Gathers the text of one value over the pieces in which it arrives, in bounded memory: a string inside it that is
 * longer than JSON_LIMITS.string becomes null, and a value longer than JSON_LIMITS.value is given up. Strings that lie
 * in one piece are bounded by the piece.
 */
export class TextCapture {
  private readonly parts: string[] = [];
  private chars = 0;
  private from = -1;
  private tooLong = false;
  /** Where among `parts` the string begins that is being read, and how much of it was kept. */
  private mark = 0;
  private stringChars = 0;
  private dropping = false;

  begin(from: number): void {
    this.parts.length = 0;
    this.chars = 0;
    this.from = from;
    this.tooLong = false;
    this.dropping = false;
  }

  /** `stringFrom` is where a string that is still open began: -1 in an earlier piece; null outside strings. */
  pieceEnds(text: string, stringFrom: number | null): void {
    if (this.from < 0) return;
    if (stringFrom === null) this.keep(text.slice(this.from));
    else if (stringFrom >= 0) {
      this.keep(text.slice(this.from, stringFrom));
      this.mark = this.parts.length;
      this.stringChars = 0;
      this.keepString(text.slice(stringFrom));
    } else this.keepString(text);
    this.from = 0;
  }

  stringEnds(behind: number): void {
    if (!this.dropping) return;
    this.dropping = false;
    this.from = behind;
  }

  /** The text of the value, or null when it is too long. */
  finish(text: string, end: number): string | null {
    this.keep(text.slice(this.from, end));
    this.from = -1;
    return this.tooLong ? null : this.parts.join('');
  }

  private keepString(text: string): void {
    if (this.dropping) return;
    this.keep(text);
    this.stringChars += text.length;
    if (this.stringChars <= JSON_LIMITS.string) return;
    this.dropping = true;
    this.chars -= this.stringChars;
    if (this.parts.length > this.mark) this.parts.length = this.mark;
    this.keep('null');
  }

  private keep(text: string): void {
    if (this.tooLong || text === '') return;
    this.chars += text.length;
    this.parts.push(text);
    if (this.chars <= JSON_LIMITS.value) return;
    this.tooLong = true;
    this.parts.length = 0;
  }
}
