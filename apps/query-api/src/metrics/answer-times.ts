import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HistogramFamily } from '@pksn/nest-kit';
import { monotonicMs } from '@pksn/runtime';

/** Upper bounds in seconds. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** Streams, either way: they take as long as the endpoint likes. */
const STREAMS = ['/v1/changes', '/v1/submissions'];

/** What was timed since the start. */
export interface Histogram {
  /** Upper bounds in seconds; of each, how many were within it and above the one before. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  /** Also of those above the last bound. */
  readonly count: number;
}

/** From a request's head to the last byte of its answer being handed over: plain counts until somebody asks. */
export class AnswerTimes {
  readonly single = new Times();
  readonly bulk = new Times();

  /** `startedAt` is of the `monotonicMs` kind. */
  watch({ method, url = '' }: IncomingMessage, response: ServerResponse, startedAt: number): void {
    if (STREAMS.some((path) => url.startsWith(path))) return;
    const times = method === 'GET' ? this.single : this.bulk;
    response.once('finish', () => times.add((monotonicMs() - startedAt) / 1_000));
  }

  families(): HistogramFamily[] {
    return [
      {
        name: 'pksn_answer_seconds',
        help: 'Time from request to answer: of one GET in 64, and of every request with a body',
        kind: 'histogram',
        histograms: [
          [{ kind: 'single' }, this.single],
          [{ kind: 'bulk' }, this.bulk],
        ],
      },
    ];
  }
}

class Times implements Histogram {
  readonly bounds = BOUNDS;
  readonly counts = new Array<number>(BOUNDS.length).fill(0);
  sum = 0;
  count = 0;

  add(seconds: number): void {
    this.sum += seconds;
    this.count += 1;
    const at = BOUNDS.findIndex((bound) => seconds <= bound);
    if (at >= 0) this.counts[at] = (this.counts[at] as number) + 1;
  }
}
