import { Fault } from '@pksn/domain';
import { CLOSE_LIST, CLOSE_OBJECT, JsonGrammar, OPEN_LIST, OPEN_OBJECT } from './json-grammar';
import { JSON_LIMITS } from './json-limits';
import { memberPath } from './json-path';
import type { Choice, Choose, JsonEvent } from './json-path';
import { StringEnd } from './string-end';
import { TextCapture } from './text-capture';

interface Entered {
  readonly path: string;
  readonly unit: number;
}

const [TAB, LF, CR, SPACE, QUOTE, COMMA, COLON] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3a];
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const LITERAL_END = /[\s,:"[\]{}]/g;

/**
 * Walks JSON text (RFC 8259; also several documents after another) that arrives in pieces, and gives the values that
 * `choose` takes as text, with their lines. Holds one value at a time. What is taken is checked when JSON.parse reads
 * it; what is skipped is checked for its structure, not for escapes in its strings. Throws BUILD_INPUT.
 */
export class JsonScanner {
  private line = 1;
  private readonly grammar = new JsonGrammar();
  private readonly entered: Entered[] = [];
  private units = 0;
  private name = '';
  /** How many containers were open when the value began that is taken or skipped whole; -1 when there is none. */
  private wholeFrom = -1;
  private taking: { readonly unit: number; readonly path: string; readonly line: number } | null = null;
  private readonly capture = new TextCapture();
  private readonly stringEnd = new StringEnd();
  private stringFrom: number | null = null;
  private stringIsName = false;
  private stringChars = 0;
  private literal: string | null = null;
  private text = '';
  private at = 0;
  private events: JsonEvent[] = [];

  constructor(private readonly choose: Choose) {}

  /** What became complete with this piece. */
  push(piece: string): JsonEvent[] {
    [this.text, this.at, this.events] = [piece, 0, []];
    while (this.at < piece.length) {
      if (this.stringFrom !== null) this.readString();
      else if (this.literal !== null) this.readLiteral();
      else this.readToken();
    }
    this.capture.pieceEnds(piece, this.stringFrom);
    if (this.stringFrom !== null) this.stringFrom = -1;
    return this.events;
  }

  /** What the end of the input completes. */
  end(): JsonEvent[] {
    const events = this.push(' ');
    if (!this.grammar.betweenDocuments || this.stringFrom !== null) throw this.malformed('the text ends too early');
    return events;
  }

  private readToken(): void {
    const code = this.text.charCodeAt(this.at);
    if (code === SPACE || code === LF || code === CR || code === TAB) {
      if (code === LF) this.line++;
      this.at++;
    } else if (code === QUOTE) this.beginString();
    else if (code === OPEN_OBJECT || code === OPEN_LIST) this.open(code);
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) this.close(code);
    else if (code === COMMA) this.separate(this.grammar.comma());
    else if (code === COLON) this.separate(this.grammar.colon());
    else {
      this.beginScalar();
      this.literal = '';
    }
  }

  private separate(fits: boolean): void {
    if (!fits) throw this.malformed();
    this.at++;
  }

  private beginString(): void {
    this.stringIsName = this.grammar.wantsName;
    if (this.stringIsName) this.name = '';
    else this.beginScalar();
    this.stringFrom = this.at++;
    this.stringChars = 0;
  }

  private readString(): void {
    const from = this.at;
    const end = this.stringEnd.find(this.text, from);
    this.at = end < 0 ? this.text.length : end + 1;
    if (this.stringIsName) {
      this.stringChars += this.at - from;
      if (this.stringChars > JSON_LIMITS.name) throw this.malformed('a name is too long');
      if (this.wholeFrom < 0) this.name += this.text.slice(from, end < 0 ? undefined : end);
    }
    if (end < 0) return;
    this.stringFrom = null;
    this.capture.stringEnds(this.at);
    if (this.stringIsName) this.grammar.nameEnds();
    else this.valueEnds();
  }

  private readLiteral(): void {
    LITERAL_END.lastIndex = this.at;
    const end = LITERAL_END.exec(this.text)?.index ?? this.text.length;
    const literal: string = (this.literal ?? '') + this.text.slice(this.at, end);
    if (literal.length > JSON_LIMITS.literal) throw this.malformed();
    this.literal = literal;
    this.at = end;
    if (end === this.text.length) return;
    if (!LITERAL.test(literal)) throw this.malformed();
    this.literal = null;
    this.valueEnds();
  }

  /** What to do with the value that begins here. Inside a value that is taken or skipped whole nobody is asked. */
  private beginValue(): Choice {
    if (!this.grammar.wantsValue) throw this.malformed();
    if (this.wholeFrom >= 0) return 'skip';
    const choice = this.choose(this.path());
    if (choice !== 'take') return choice;
    this.taking = { unit: this.entered.at(-1)?.unit ?? -1, path: this.path(), line: this.line };
    this.capture.begin(this.at);
    return choice;
  }

  private beginScalar(): void {
    this.beginValue();
    if (this.wholeFrom < 0) this.wholeFrom = this.grammar.depth;
  }

  private path(): string {
    const parent = this.entered.at(-1);
    if (parent === undefined) return '';
    return this.grammar.inObject ? memberPath(parent.path, this.name) : `${parent.path}[]`;
  }

  private open(code: number): void {
    const choice = this.beginValue();
    if (this.grammar.depth >= JSON_LIMITS.depth) throw this.malformed('it is nested too deeply');
    if (this.wholeFrom < 0) {
      if (choice === 'enter') {
        const unit = code === OPEN_OBJECT ? this.units++ : (this.entered.at(-1)?.unit ?? -1);
        this.entered.push({ path: this.path(), unit });
        if (code === OPEN_OBJECT) this.events.push({ kind: 'open', unit });
      } else this.wholeFrom = this.grammar.depth;
    }
    this.grammar.open(code);
    this.at++;
  }

  private close(code: number): void {
    if (!this.grammar.close(code)) throw this.malformed();
    this.at++;
    if (this.wholeFrom < 0) {
      const unit = this.entered.pop()?.unit ?? -1;
      if (code === CLOSE_OBJECT) this.events.push({ kind: 'close', unit });
    }
    this.valueEnds();
  }

  /** `at` is behind the value. */
  private valueEnds(): void {
    this.grammar.valueEnds();
    if (this.wholeFrom !== this.grammar.depth) return;
    this.wholeFrom = -1;
    if (this.taking === null) return;
    this.events.push({ kind: 'value', ...this.taking, text: this.capture.finish(this.text, this.at) });
    this.taking = null;
  }

  private malformed(why = 'it is not JSON here'): Fault {
    return new Fault('BUILD_INPUT', `line ${this.line}: ${why}`);
  }
}
