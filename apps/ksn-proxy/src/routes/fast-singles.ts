import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatScopeMark, SCOPE_HEADER } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import type { AskedByTarget } from '../lookup/asked-by-target';
import { askedByTarget } from '../lookup/asked-by-target';
import type { Stamp } from '../views/stamp';
import { envelopeText } from '../views/stamp';
import type { Views } from '../views/views';
import { objectPart, worded } from '../views/wording';

export interface FastPorts {
  readonly askers: Askers;
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
  readonly elapsedMs: () => number;
}

/** What all answers of a stamp to one kind of question end with, for a second. */
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

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Single lookups by GET of what is kept, ahead of everything else: nothing is waited for. Only what succeeds is answered here; every
 * refusal, and all that has to be asked for, goes the ordinary way.
 */
export class FastSingles {
  hits = 0;
  /** Of all that was answered here. */
  bytes = 0;
  private readonly wordings = new Map<ObjectType, Wording>();
  private waiting: Waiting[] = [];

  constructor(private readonly ports: FastPorts) {}

  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET') return false;
    const { views, clock, elapsedMs } = this.ports;
    const now = clock.now();
    const asked = this.read(request, now);
    const view = asked === null ? undefined : views.known(asked.scope);
    const stamp = view?.current;
    if (asked === null || view === undefined || stamp == null || view.isPassedThrough) return false;
    const hot = view.find(asked.key, stamp);
    if (hot === null) return false;
    view.usedAt = elapsedMs();
    const wording = this.wordingOf(asked.type, stamp, now);
    const { told, bytes } = worded(hot, stamp);
    const object = objectPart(hot, asked.wire);
    const whole = Buffer.byteLength(object) + bytes + wording.bytes;
    this.add({ response, text: `{${object}${told}${wording.end}`, bytes: whole, mark: wording.mark });
    this.hits += 1;
    this.bytes += whole;
    return true;
  }

  /** What is asked, and by which scope; null: the ordinary way says what of it is wrong, or asks the service. */
  private read(request: IncomingMessage, now: number): (AskedByTarget & { readonly scope: string }) | null {
    try {
      const { askers, judge } = this.ports;
      const asked = askedByTarget(request.url ?? '');
      if (asked === null) return null;
      const scope = judge.peek(askers.of(request.rawHeaders).keyHash, now)?.standing.scope;
      return scope === undefined ? null : { ...asked, scope };
    } catch {
      return null;
    }
  }

  private wordingOf(type: ObjectType, stamp: Stamp, now: number): Wording {
    const second = Math.floor(now / 1_000);
    const last = this.wordings.get(type);
    if (last?.stamp === stamp && last.second === second) return last;
    const end = `,${envelopeText(stamp, type, now, null)}}`;
    // With the brace before it.
    const wording = { stamp, second, end, bytes: Buffer.byteLength(end) + 1, mark: formatScopeMark(stamp) };
    this.wordings.set(type, wording);
    return wording;
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
