import type { RegistryEntry } from '@pksn/licensing';
import type { CurrentGeneration } from '../generation/current-generation';
import type { RegistryState } from '../license/registry-state';
import { CURSOR_CHARS } from './change-cursor';
import type { ChangePage, ChangePages } from './change-pages';

const HELD_BYTES = 32 * 1024 * 1024;
/** What a page costs beside its text. */
const PAGE_BYTES = 2_048;

/**
 * The pages asked last. Endpoints of one license that keep up all have the same cursor, so that a change is told to ten
 * thousand of them by making one page.
 */
export class PageCache {
  private readonly held = new Map<string, { readonly page: Promise<ChangePage>; sizeBytes: number }>();
  private heldBytes = 0;
  private state = '';

  constructor(
    private readonly pages: ChangePages,
    private readonly generations: CurrentGeneration,
    private readonly registry: RegistryState,
  ) {}

  page(entry: RegistryEntry, cursor: string | null, size: number, now: number): Promise<ChangePage> {
    const live = this.generations.current();
    const isStale = now >= live.viewOf(entry).freshUntil;
    const state = `${live.epoch} ${String(live.number)} ${String(this.registry.registry?.version)}`;
    if (state !== this.state) this.forget(state);
    // No cursor is longer, and what is held of one must not be as long as a request can be.
    const asked = cursor === null ? '' : `=${cursor.slice(0, CURSOR_CHARS + 1)}`;
    const name = `${entry.row.keyHash.toString('latin1')} ${String(isStale)} ${String(size)} ${asked}`;
    const held = this.held.get(name);
    if (held !== undefined) return held.page;
    const page = this.pages.page(entry, cursor, size, now);
    const one = { page, sizeBytes: PAGE_BYTES };
    this.held.set(name, one);
    this.heldBytes += one.sizeBytes;
    page.then(
      ({ text }) => this.grown(name, one, text.length),
      () => this.drop(name, one),
    );
    return page;
  }

  private grown(name: string, one: { sizeBytes: number }, bytes: number): void {
    if (this.held.get(name) !== one) return;
    one.sizeBytes += bytes;
    this.heldBytes += bytes;
    for (const [oldest, other] of this.held) {
      if (this.heldBytes <= HELD_BYTES) break;
      this.drop(oldest, other);
    }
  }

  private drop(name: string, one: { sizeBytes: number }): void {
    if (this.held.get(name) !== one) return;
    this.held.delete(name);
    this.heldBytes -= one.sizeBytes;
  }

  private forget(state: string): void {
    this.held.clear();
    this.heldBytes = 0;
    this.state = state;
  }
}
