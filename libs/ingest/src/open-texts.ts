import type { SectionLayout } from '@pksn/domain';
import { sectionLayout } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { AscendingTexts, TextSegment, TextStack } from '@pksn/reputation-index';
import type { ClearTexts } from './preview/describe';

/** Names and expressions of several runs and of what was just written, whichever has them. */
export class OpenTexts implements ClearTexts {
  private readonly own: TextSegment[] = [];
  /** Expressions of which most are asked, by ascending keys. */
  private readonly ascending: AscendingTexts[];
  /** Expressions elsewhere. */
  private readonly beside: TextStack;
  private names: TextStack;
  private expressions: TextStack;

  /** `whole`: those of the runs of which everything will pass by. */
  constructor(
    private readonly runs: readonly Run[],
    whole: readonly Run[],
  ) {
    this.names = this.stack('names');
    this.expressions = this.stack('texts');
    this.ascending = segments('texts', whole).map((one) => new AscendingTexts(one));
    const rest = runs.filter((run) => !whole.includes(run));
    this.beside = new TextStack(segments('texts', rest), sectionLayout('texts').keyBytes);
  }

  add(section: SectionLayout, path: string): void {
    const segment = TextSegment.open(path, { memory: false });
    this.own.push(segment);
    if (section.name === 'names') this.names = this.stack('names');
    else {
      this.expressions = this.stack('texts');
      this.ascending.push(new AscendingTexts(segment));
    }
  }

  name(key: Buffer): string | null {
    return this.names.get(key);
  }

  expression(key: Buffer): string | null {
    return this.expressions.get(key);
  }

  /** The same for keys that come ascending, as records pass by: costs a part of it. */
  passing(key: Buffer): string | null {
    for (const one of this.ascending) {
      const text = one.get(key);
      if (text !== null) return text;
    }
    return this.beside.get(key);
  }

  close(): void {
    for (const segment of this.own) segment.close();
  }

  private stack(name: 'names' | 'texts'): TextStack {
    const own = this.own.filter(({ section }) => section.name === name);
    return new TextStack([...own, ...segments(name, this.runs)], sectionLayout(name).keyBytes);
  }
}

function segments(name: 'names' | 'texts', runs: readonly Run[]): TextSegment[] {
  return runs.flatMap((run) => run.texts.get(name) ?? []);
}
