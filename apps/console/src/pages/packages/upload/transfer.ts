import { ApiError } from '../../../api/api-error';
import { api } from '../../../api/http';
import { Pace } from './pace';
import { Patience } from './patience';
import { forget, remember, rememberedFor } from './remembered';
import { base64, sendPart } from './send-part';

const PART_BYTES = 8 * 1024 * 1024;
const DROP_TRIES = 10;

/**
 * waiting: the connection broke, and it is tried again at `retryAt` · signed-out: it goes on when somebody signs in ·
 * gone: the file cannot be read any more · sent: it is an import of the same id.
 */
export type TransferState = 'queued' | 'sending' | 'waiting' | 'paused' | 'signed-out' | 'gone' | 'failed' | 'sent';

export interface TransferView {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly state: TransferState;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  /** Milliseconds since 1970. */
  readonly retryAt: number | null;
  readonly error: unknown;
  /** Null until it was announced. */
  readonly id: string | null;
  /** Some of it was there already, from an earlier time. */
  readonly isResumed: boolean;
}

interface Standing {
  readonly id: string;
  readonly offset: number;
  readonly complete: boolean;
}

/** One file on its way to the service, in parts, over as many connections as it takes. */
export class Transfer {
  view: TransferView;
  private id: string | null;
  private stop = new AbortController();
  private readonly pace = new Pace();
  private readonly patience = new Patience();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly key: string,
    private readonly file: File,
    private readonly hold: boolean,
    private readonly onChange: () => void,
  ) {
    this.id = rememberedFor(file, hold)?.id ?? null;
    const nothing = { sentBytes: 0, perSecond: null, secondsLeft: null, retryAt: null, error: null, isResumed: false };
    this.view = { key, name: file.name, sizeBytes: file.size, state: 'queued', id: this.id, ...nothing };
  }

  /** Begins, or goes on from where the service has it. */
  start(): void {
    clearTimeout(this.timer);
    if (this.view.state === 'sending') return;
    this.stop = new AbortController();
    this.pace.reset();
    this.change({ state: 'sending', retryAt: null, error: null });
    void this.run(this.stop.signal);
  }

  pause(): void {
    this.halt('paused');
  }

  /** Gives it up here and at the service. Throws ApiError. */
  async cancel(): Promise<void> {
    this.halt('paused');
    if (this.id === null) return;
    forget(this.id);
    await dropUpload(this.id);
  }

  private halt(state: TransferState): void {
    clearTimeout(this.timer);
    this.change({ state, perSecond: null, secondsLeft: null, retryAt: null });
    this.stop.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    try {
      const standing = await this.standing();
      if (signal.aborted) return;
      if (!standing.complete) await this.sendRest(standing, signal);
      forget(standing.id);
      this.change({ state: 'sent', sentBytes: this.file.size, perSecond: null, secondsLeft: null });
    } catch (error) {
      if (!signal.aborted) this.failed(error);
    }
  }

  private failed(error: unknown): void {
    const still = { perSecond: null, secondsLeft: null };
    if (error instanceof ApiError && error.status === 401) return this.change({ state: 'signed-out', ...still });
    if (!(error instanceof ApiError)) return this.change({ state: 'gone', error, ...still });
    const pauseMs = this.patience.after(error);
    if (pauseMs === null) return this.change({ state: 'failed', error, ...still });
    this.change({ state: 'waiting', error, retryAt: Date.now() + pauseMs, ...still });
    this.timer = setTimeout(() => this.start(), pauseMs);
  }

  /** What the service has of it; one that is not there any more begins anew. */
  private async standing(): Promise<Standing> {
    const found = this.id === null ? null : await this.find(this.id);
    const standing = found ?? (await this.announce());
    this.id = standing.id;
    const isResumed = this.view.isResumed || (found !== null && this.view.sentBytes === 0 && standing.offset > 0);
    this.change({ id: standing.id, sentBytes: standing.offset, isResumed });
    return standing;
  }

  private async find(id: string): Promise<Standing | null> {
    try {
      return (await api.get<{ upload: Standing }>(`/api/v1/uploads/${id}`)).upload;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      forget(id);
      return null;
    }
  }

  private async announce(): Promise<Standing> {
    const { name, size, lastModified } = this.file;
    const facts = { filename: name, hold: String(this.hold) };
    const metadata = Object.entries(facts).map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`);
    const headers = { 'upload-length': String(size), 'upload-metadata': metadata.join(',') };
    const { upload } = await api.post<{ upload: Standing }>('/api/v1/uploads', undefined, { headers });
    remember({ id: upload.id, name, size, lastModified, hold: this.hold });
    return upload;
  }

  private async sendRest({ id, offset }: Standing, signal: AbortSignal): Promise<void> {
    for (let at = offset; at < this.file.size;) {
      const bytes = await this.file.slice(at, at + PART_BYTES).arrayBuffer();
      const from = at;
      at = await sendPart({ id, offset: from, bytes }, (sent) => this.moved(from + sent), signal);
      this.patience.movedOn();
      this.moved(at);
    }
    // The process may have ended between the last byte and the row of the import.
    const end = await this.find(id);
    if (end?.complete === false)
      await sendPart({ id, offset: this.file.size, bytes: new ArrayBuffer(0) }, () => undefined, signal);
  }

  private moved(sentBytes: number): void {
    this.pace.add(performance.now(), sentBytes);
    const secondsLeft = this.pace.secondsLeft(this.file.size - sentBytes);
    this.change({ sentBytes, perSecond: this.pace.perSecond, secondsLeft });
  }

  private change(to: Partial<TransferView>): void {
    this.view = { ...this.view, ...to };
    this.onChange();
  }
}

/** Gives an open upload up; the connection that was just cut may still count as writing for a moment. Throws ApiError. */
export async function dropUpload(id: string): Promise<void> {
  for (let n = 1; ; n++) {
    try {
      return await api.delete(`/api/v1/uploads/${id}`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return;
      if (!(error instanceof ApiError) || error.code !== 'UPLOAD_BUSY' || n === DROP_TRIES) throw error;
      await new Promise((done) => setTimeout(done, 400));
    }
  }
}
