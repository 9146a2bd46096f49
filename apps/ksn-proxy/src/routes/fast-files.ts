import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatScopeMark, SCOPE_HEADER } from '@pksn/contract';
import type { Clock } from '@pksn/runtime';
import type { Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import type { Stamp } from '../views/stamp';
import { envelopeText } from '../views/stamp';
import type { Views } from '../views/views';
import { worded } from '../views/wording';

export interface FastPorts {
  readonly askers: Askers;
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
  readonly elapsedMs: () => number;
}

/** What all answers of a stamp end with, for a second. */
interface Wording {
  readonly stamp: Stamp;
  readonly second: number;
  readonly end: string;
  readonly bytes: number;
  readonly mark: string;
}

interface Waiting {
  readonly response: ServerResponse;
  readonly text: string;
  /** Of `text`, in UTF-8. */
  readonly bytes: number;
  readonly mark: string;
}

const PLACE = '/v1/files/';
const DIGITS = /^(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})$/;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `GET /v1/files/{hash}` of what is kept, ahead of everything else: nothing is waited for. Only what succeeds is answered here; every
 * refusal, and all that has to be asked for, goes the ordinary way.
 */
export class FastFiles {
  hits = 0;
  /** Of all that was answered here. */
  bytes = 0;
  private wording: Wording | null = null;
  private waiting: Waiting[] = [];

  constructor(private readonly ports: FastPorts) {}

  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method } = request;
    if (method !== 'GET' || !url.startsWith(PLACE)) return false;
    const hex = url.slice(PLACE.length);
    if (!DIGITS.test(hex)) return false;
    const { askers, judge, views, clock, elapsedMs } = this.ports;
    const now = clock.now();
    const scope = this.scopeOf(askers, judge, request, now);
    const view = scope === undefined ? undefined : views.known(scope);
    const stamp = view?.current;
    if (view === undefined || stamp == null || view.isPassedThrough) return false;
    const hot = view.find(`file:${hex}`, stamp);
    if (hot === null) return false;
    view.usedAt = elapsedMs();
    const wording = this.wordingOf(stamp, now);
    const { told, bytes } = worded(hot, stamp);
    const whole = bytes + wording.bytes;
    this.add({ response, text: `{${told}${wording.end}`, bytes: whole, mark: wording.mark });
    this.hits += 1;
    this.bytes += whole;
    return true;
  }

  private scopeOf(askers: Askers, judge: KeyJudge, request: IncomingMessage, now: number): string | undefined {
    try {
      return judge.peek(askers.of(request.rawHeaders).keyHash, now)?.standing.scope;
    } catch {
      // The ordinary way meets the same fault, and tells of it.
      return undefined;
    }
  }

  private wordingOf(stamp: Stamp, now: number): Wording {
    const second = Math.floor(now / 1_000);
    if (this.wording?.stamp !== stamp || this.wording.second !== second) {
      const end = `,${envelopeText(stamp, 'file', now, null)}}`;
      // With the brace before it.
      this.wording = { stamp, second, end, bytes: Buffer.byteLength(end) + 1, mark: formatScopeMark(stamp) };
    }
    return this.wording;
  }

  /** Answers of one turn of the event loop go out together: each write wakes a client. */
  private add(one: Waiting): void {
    if (this.waiting.length === 0) setImmediate(this.send);
    this.waiting.push(one);
  }

  private readonly send = (): void => {
    const { waiting } = this;
    this.waiting = [];
    for (const { response, text, bytes, mark } of waiting) {
      response.writeHead(200, {
        'content-type': JSON_TYPE,
        'content-length': bytes,
        [SCOPE_HEADER]: mark,
      });
      response.end(text);
    }
  };
}
