import type { AnswerShelf } from '@pksn/endpoint-client';
import type { AnswerStore } from '../store/answer-store';

const REWRITE_MS = 60_000;
const keyOf = (scope: string): string => `t!${scope}`;

/** The last words of `/v1/status` for each scope, for the time without the link. */
export class KeptStatus {
  private readonly writtenAt = new Map<string, number>();

  constructor(
    private readonly shelf: Pick<AnswerShelf, 'read'>,
    private readonly store: Pick<AnswerStore, 'put'>,
  ) {}

  find(scope: string): string | undefined {
    return this.shelf.read(keyOf(scope));
  }

  /** Written once a minute at most; `now` in milliseconds. */
  async keep(scope: string, text: string, now: number): Promise<void> {
    if (now - (this.writtenAt.get(scope) ?? -Infinity) < REWRITE_MS) return;
    this.writtenAt.set(scope, now);
    await this.store.put({ type: 'put', key: keyOf(scope), value: text }).catch(() => undefined);
  }
}
