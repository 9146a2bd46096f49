import { Fault } from '@pksn/domain';
import { HISTORY_LIMITS } from '@pksn/history';
import { UNSEEN_RANGES } from '@pksn/signing';
import type { AuditPlace, AuditRow, DataSource, HistoryReader } from '@pksn/store-postgres';
import { auditPage } from '@pksn/store-postgres';
import { cursorOf, placeOf } from '../cursor';
import type { CheckpointShelf, StoredCheckpoint } from './checkpoint-shelf';
import type { HistoryKeys, KeptKey } from './history-keys';
import type { AuditQuery, ChainQuery } from './history-requests';
import type { HistoryWatch } from './history-watch';

const CHECKPOINTS_LISTED = 100;
const UNSEEN = new RegExp(`[${UNSEEN_RANGES}]`, 'gu');

/** The history as people and auditors see it. */
export class HistoryDesk {
  constructor(
    private readonly source: DataSource,
    private readonly history: HistoryReader,
    private readonly shelf: CheckpointShelf,
    private readonly keys: HistoryKeys,
    private readonly watch: HistoryWatch,
  ) {}

  /** Newest first; `next` leads to older entries, `previous` to newer ones. */
  async list({ limit, cursor, from, to, ...filter }: AuditQuery): Promise<object> {
    const place = cursor === undefined ? null : placeBehind(cursor);
    const times = { from: time(from), to: time(to) };
    const { rows, goesOnBehind } = await auditPage(this.source, { ...filter, ...times }, limit, place);
    const [first] = rows;
    return {
      entries: rows.map(entryView),
      next: goesOnBehind === null ? null : cursorOf([goesOnBehind, 'older']),
      previous: place === null || first === undefined ? null : cursorOf([first.id, 'newer']),
    };
  }

  /** Where the chain ends, and what vouches for it. */
  async head(): Promise<object> {
    const { code, detail } = this.watch.problem ?? { code: null, detail: null };
    const key = await this.keys.known();
    return {
      installation: await this.history.installation(),
      ...(await this.history.head()),
      publicKey: key?.pem ?? null,
      keyid: key?.keyid ?? null,
      problem: code === null ? null : { code, detail },
    };
  }

  /** Places in order, for whoever checks the chain; `next` is what to ask for behind them. */
  async chain({ after, limit }: ChainQuery): Promise<object> {
    const links = await this.history.page(after, limit);
    return { links, next: links.length === limit ? links.at(-1)?.sequence : null };
  }

  async strays(): Promise<object> {
    return { entries: (await this.history.strays()).map((one) => ({ ...one, at: one.at.toISOString() })) };
  }

  /** The newest hundred. */
  async checkpoints(): Promise<object> {
    const key = await this.key();
    const numbers = (await this.shelf.numbers()).slice(0, CHECKPOINTS_LISTED);
    const read = async (number: number): Promise<object> => {
      try {
        return facts((await this.shelf.read(number, key)).checkpoint);
      } catch (error) {
        return { number, problem: Fault.from(error).code };
      }
    };
    return { checkpoints: await Promise.all(numbers.map(read)) };
  }

  /** Of this number, or the newest for null. Fault: NOT_FOUND. */
  async checkpoint(number: number | null): Promise<object> {
    const key = await this.key();
    const wanted = number ?? (await this.shelf.numbers())[0];
    if (wanted === undefined) throw new Fault('NOT_FOUND', 'there is no checkpoint yet');
    return file(await this.shelf.read(wanted, key));
  }

  /** A checkpoint of what is there now. Faults: HISTORY_BROKEN and others of CheckpointKeeper. */
  async make(): Promise<object> {
    await this.watch.order({ cause: 'request', accepted: null });
    return this.checkpoint(null);
  }

  /** A person answers for a history that does not go on from its last checkpoint, as after a restored backup. Fault: HISTORY_INTACT. */
  async accept(reason: string, actor: string): Promise<object> {
    await this.watch.order({ cause: null, accepted: null }).catch(() => undefined);
    const problem = this.watch.problem?.detail ?? null;
    if (problem === null) throw new Fault('HISTORY_INTACT', 'the history goes on from its last checkpoint');
    await this.history.record({
      actor,
      action: 'history.break-accepted',
      subject: 'history',
      detail: { reason, problem },
    });
    await this.watch.order({ cause: 'break', accepted: { actor: plain(actor), reason } });
    return this.checkpoint(null);
  }

  private async key(): Promise<KeptKey> {
    const key = await this.keys.known();
    if (key === null) throw new Fault('NOT_FOUND', 'there is no checkpoint yet');
    return key;
  }
}

/** Fault: REQUEST_MALFORMED. */
function placeBehind(cursor: string): AuditPlace {
  const [id = '', side] = placeOf(cursor, 2);
  if (/^\d{1,15}$/.test(id) && (side === 'older' || side === 'newer')) return { id, side };
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}

function time(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function entryView({ sequence, at, actor, action, subject, detail }: AuditRow): object {
  return { sequence, at: at.toISOString(), actor, action, subject, detail };
}

function facts({ number, sequence, hash, at, cause, previous, accepted }: StoredCheckpoint['checkpoint']): object {
  return { number, sequence, hash, at: new Date(at).toISOString(), cause, previous, accepted };
}

function file({ checkpoint, text }: StoredCheckpoint): object {
  return { ...facts(checkpoint), file: text };
}

/** Names of tokens may hold anything. */
function plain(actor: string): string {
  return actor.replace(UNSEEN, '_').slice(0, HISTORY_LIMITS.actorCharacters) || '_';
}
