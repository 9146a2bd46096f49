type Expect = 'document' | 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end';

export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** What may follow what in JSON (RFC 8259), with several documents after another. False means that it is not JSON. */
export class JsonGrammar {
  private expect: Expect = 'document';
  /** The characters that opened the containers around the place where the reader is. */
  private readonly containers: number[] = [];

  get depth(): number {
    return this.containers.length;
  }

  get inObject(): boolean {
    return this.containers[this.containers.length - 1] === OPEN_OBJECT;
  }

  get betweenDocuments(): boolean {
    return this.expect === 'document';
  }

  /** Whether a string that begins here is the name of a member. */
  get wantsName(): boolean {
    return this.expect === 'name' || this.expect === 'name-or-end';
  }

  get wantsValue(): boolean {
    return this.expect === 'value' || this.expect === 'value-or-end' || this.expect === 'document';
  }

  open(code: number): void {
    this.containers.push(code);
    this.expect = code === OPEN_OBJECT ? 'name-or-end' : 'value-or-end';
  }

  close(code: number): boolean {
    const isEmpty = code === CLOSE_OBJECT ? this.expect === 'name-or-end' : this.expect === 'value-or-end';
    const opened = this.containers.pop();
    const fits = opened === (code === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST);
    return fits && (isEmpty || this.expect === 'comma-or-end');
  }

  comma(): boolean {
    return this.after('comma-or-end', this.inObject ? 'name' : 'value');
  }

  colon(): boolean {
    return this.after('colon', 'value');
  }

  nameEnds(): void {
    this.expect = 'colon';
  }

  valueEnds(): void {
    this.expect = this.containers.length === 0 ? 'document' : 'comma-or-end';
  }

  private after(expected: Expect, next: Expect): boolean {
    const fits = this.expect === expected;
    this.expect = next;
    return fits;
  }
}
