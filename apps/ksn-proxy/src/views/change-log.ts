import { PROXY_LIMITS } from '../limits';

/** A page of changes as it came; `before` is the cursor behind which it was told, null: none. */
export interface LoggedPage {
  readonly before: string | null;
  readonly cursor: string;
  readonly text: string;
  readonly more: boolean;
}

/** The last pages of a view, for those who come back with a cursor. */
export class ChangeLog {
  private readonly pages = new Map<string, LoggedPage>();
  private bytes = 0;

  add(page: LoggedPage): void {
    if (page.before === null || page.before === page.cursor) return;
    this.pages.set(page.before, page);
    this.bytes += page.text.length;
    for (const [before, oldest] of this.pages) {
      if (this.pages.size <= PROXY_LIMITS.logPages && this.bytes <= PROXY_LIMITS.logBytes) break;
      this.pages.delete(before);
      this.bytes -= oldest.text.length;
    }
  }

  /** The page behind a cursor; undefined: not known here. */
  after(cursor: string): LoggedPage | undefined {
    return this.pages.get(cursor);
  }

  clear(): void {
    this.pages.clear();
    this.bytes = 0;
  }
}
