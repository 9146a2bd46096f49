import type { Socket } from 'node:net';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { PackageImportRow } from '@pksn/store-postgres';
import { ImportStream } from './import-stream';
import { ImportStreams } from './import-streams';
import { ServerEvents } from './server-events';

/** A connection whose reader takes what comes, or nothing. */
class Line extends Duplex {
  text = '';

  constructor(private readonly reads: boolean) {
    super();
  }

  override _read(): void {}

  override _write(piece: Buffer, _encoding: string, taken: () => void): void {
    this.text += piece.toString();
    if (this.reads) taken();
  }
}

const rowOf = (state: string, phase: string | null, doneRecords: number): PackageImportRow =>
  ({
    ...{ id: 'i1', fileName: 'a.rpk', state, phase, doneRecords, totalRecords: 1_000_000, code: null, detail: null },
    ...{ createdAt: new Date(0), updatedAt: new Date(0) },
  }) as unknown as PackageImportRow;

function opened(reads: boolean, patienceMs?: number): { line: Line; response: ServerResponse; events: ServerEvents } {
  const line = new Line(reads);
  const response = new ServerResponse(new IncomingMessage(line as unknown as Socket));
  response.assignSocket(line as unknown as Socket);
  return { line, response, events: new ServerEvents(response, patienceMs) };
}
/** Bodies come in chunks. */
const eventsOf = (text: string): { id: string; event: string; data: Record<string, unknown> }[] =>
  [...text.matchAll(/id: (.*)\nevent: (.*)\ndata: (.*)\n/g)].map(([, id = '', event = '', data = '']) => ({
    id,
    event,
    data: JSON.parse(data) as Record<string, unknown>,
  }));
const followed = (reads = true, heard: string | null = null): { line: Line; stream: ImportStream } => {
  const { line, events } = opened(reads);
  return { line, stream: new ImportStream('i1', events, heard) };
};

describe('who follows an import', () => {
  it('hears each phase, what is done of all, and at last the outcome', () => {
    const { line, stream } = followed();
    const looks: readonly Parameters<typeof rowOf>[] = [
      ['received', null, 0],
      ['received', 'verifying', 0],
      ['verified', 'staging', 0],
      ['verified', 'staging', 500_000],
      ['verified', 'staging', 500_000],
      ['verified', 'sealing', 1_000_000],
      ['staged', null, 1_000_000],
      ['active', null, 1_000_000],
      ['active', null, 1_000_000],
    ];
    for (const look of looks) stream.see(rowOf(...look));
    const told = eventsOf(line.text);
    expect(told.map(({ id }) => id)).toEqual([
      ...['1-0-0', '1-1-0', '1-3-0', '1-3-500000', '1-4-1000000', '1-5-1000000', 'end'],
    ]);
    expect(told.map(({ event }) => event)).toEqual([...Array<string>(6).fill('progress'), 'outcome']);
    expect(told[3]?.data).toEqual({
      ...{ attempt: 1, phase: 'staging', done: 500_000, total: 1_000_000, perSecond: null, secondsLeft: null },
    });
    expect(told[6]?.data).toMatchObject({ state: 'active', progress: null });
    expect(stream.events.isOver).toBe(true);
  });

  it('is not told again what it has heard before it came back', async () => {
    const { line, stream } = followed(true, '2-3-700');
    for (const done of [700, 800, 100]) stream.see(rowOf('verified', 'staging', done));
    await delay(0);
    expect(eventsOf(line.text).map(({ id }) => id)).toEqual(['2-3-800', '3-3-100']);
  });

  it('holds no memory when it reads nothing, and is cut off', async () => {
    const { line, response, events } = opened(false, 1);
    const stream = new ImportStream('i1', events, null);
    let done = 0;
    while (events.takes && done < 10_000) stream.see(rowOf('verified', 'staging', ++done));
    expect(done).toBeLessThan(1_000);
    const held = response.writableLength + line.writableLength;
    expect(held).toBeLessThan(200_000);
    for (let n = 0; n < 10_000; n++) stream.see(rowOf('verified', 'staging', done + n));
    expect(response.writableLength + line.writableLength).toBe(held);
    await delay(5);
    events.look();
    expect(events.isOver).toBe(true);
  });

  it('is looked after: told by one look at all rows, sent away when its token is gone, and when the process stops', async () => {
    let asked = 0;
    let row = rowOf('verified', 'staging', 1);
    const streams = new ImportStreams({
      rows: (ids) => {
        asked += 1;
        expect(ids).toEqual(['i1']);
        return Promise.resolve([row]);
      },
    });
    const [first, second] = [followed(), followed()];
    const judge = (): Promise<void> => Promise.resolve();
    streams.follow({ tokenId: 't1', stream: first.stream, judge });
    streams.follow({ tokenId: 't2', stream: second.stream, judge });
    row = rowOf('verified', 'staging', 2);
    while (!second.line.text.includes('1-3-2')) await delay(20);
    expect(asked).toBeLessThanOrEqual(3);
    for (let n = 1; n < 16; n++) streams.follow({ tokenId: 't1', stream: followed().stream, judge });
    expect(() => streams.requireRoom('t1')).toThrow(expect.objectContaining({ code: 'SERVICE_OVERLOADED' }) as Error);
    expect(() => streams.requireRoom('t2')).not.toThrow();
    streams.onModuleDestroy();
    expect(first.line.text).toContain('event: end\ndata: {');
    expect(first.stream.events.isOver).toBe(true);
  });

  it('loses the stream with its token', async () => {
    const streams = new ImportStreams({ rows: () => Promise.resolve([]) }, 0);
    const { line, stream } = followed();
    const gone = new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
    streams.follow({ tokenId: 't1', stream, judge: () => Promise.reject(gone) });
    while (!stream.events.isOver) await delay(20);
    expect(line.text).toContain('ADMIN_UNAUTHENTICATED');
  });
});
