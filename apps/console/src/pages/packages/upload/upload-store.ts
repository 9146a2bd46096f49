import { useSyncExternalStore } from 'react';
import { Transfer } from './transfer';
import type { TransferView } from './transfer';

/** Each may have eight open at the service; two at a time fill any line. */
const AT_ONCE = 2;
const BUSY: readonly TransferView['state'][] = ['sending', 'waiting'];

/** Every upload of this browser's page: they go on while a person looks at other pages. */
class UploadStore {
  private transfers: Transfer[] = [];
  private views: readonly TransferView[] = [];
  private readonly listeners = new Set<() => void>();
  private added = 0;
  private isTelling = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly snapshot = (): readonly TransferView[] => this.views;

  /** Those that are not on their way yet. */
  add(files: readonly File[], hold: boolean): void {
    for (const file of files) {
      const isHere = this.views.some(
        ({ name, sizeBytes, state }) => name === file.name && sizeBytes === file.size && state !== 'sent',
      );
      if (!isHere) this.transfers.push(new Transfer(String(++this.added), file, hold, this.changed));
    }
    this.changed();
  }

  pause = (key: string): void => this.of(key)?.pause();
  start = (key: string): void => this.of(key)?.start();

  /** Takes it out of the list; what is not sent yet is given up. Throws ApiError. */
  async drop(key: string): Promise<void> {
    const transfer = this.of(key);
    if (transfer === undefined) return;
    if (transfer.view.state !== 'sent') await transfer.cancel();
    this.transfers = this.transfers.filter((one) => one !== transfer);
    this.changed();
  }

  /** Somebody signed in again. */
  resume(): void {
    for (const transfer of this.transfers) if (transfer.view.state === 'signed-out') transfer.start();
  }

  private of(key: string): Transfer | undefined {
    return this.transfers.find((one) => one.key === key);
  }

  private readonly changed = (): void => {
    const busy = this.transfers.filter(({ view }) => BUSY.includes(view.state)).length;
    const queued = this.transfers.filter(({ view }) => view.state === 'queued');
    window.onbeforeunload = busy > 0 ? (event) => event.preventDefault() : null;
    // Each start comes here again, with one more under way.
    if (busy < AT_ONCE && queued[0] !== undefined) return queued[0].start();
    if (this.isTelling) return;
    this.isTelling = true;
    setTimeout(() => {
      this.isTelling = false;
      this.views = this.transfers.map(({ view }) => view);
      for (const listener of this.listeners) listener();
    }, 50);
  };
}

export const uploads = new UploadStore();

export function useUploads(): readonly TransferView[] {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}
