import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { SampleFolder } from '@pksn/samples';
import type {
  DataSource,
  NewOverride,
  OwnFeedEntry,
  Proposer,
  SampleAnalyst,
  SampleErasure,
  StoredSample,
} from '@pksn/store-postgres';
import { SampleQueue, inside } from '@pksn/store-postgres';
import { cursorOf, placeOf } from '../cursor';
import { expiryOf } from '../overrides/expiry';
import type { GreenProposals } from '../overrides/green-proposals';
import { overrideTarget } from '../overrides/override-target';
import type { SamplesQuery, VerdictBody } from './sample-requests';

const ROW_ID = /^\d{1,16}$/;

/** The analysts' queue, and what becomes of samples. */
export class SampleDesk {
  constructor(
    private readonly queue: SampleQueue,
    private readonly erasure: SampleErasure,
    private readonly folder: SampleFolder,
    private readonly clock: Clock,
    private readonly claimMs: () => number,
    private readonly source: DataSource,
    private readonly eyes: GreenProposals,
  ) {}

  /** One page, oldest first unless told otherwise; `next` is the cursor of the one after it, or null. Fault: REQUEST_MALFORMED. */
  async page({ state, sha256, mine, sort, limit, cursor }: SamplesQuery, tokenId: string): Promise<object> {
    const [after = null] = cursor === undefined ? [] : placeOf(cursor, 1);
    if (after !== null && !ROW_ID.test(after))
      throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
    const filter = {
      state: state ?? null,
      sha256: sha256 === undefined ? null : Buffer.from(sha256, 'hex'),
      claimedToken: mine === 'true' ? tokenId : null,
      newestFirst: sort === 'newest',
    };
    const rows = await this.queue.page(filter, after, limit + 1);
    const shown = rows.slice(0, limit);
    return { samples: shown, next: rows.length > limit ? cursorOf([shown.at(-1)?.id ?? '0']) : null };
  }

  one(id: number): Promise<StoredSample> {
    return this.queue.one(id);
  }

  async claim(id: number, by: SampleAnalyst): Promise<object> {
    await this.queue.claim(id, by, this.claimMs());
    return this.queue.one(id);
  }

  /** Fault: NOT_FOUND when nothing is left to do. */
  async claimNext(by: SampleAnalyst): Promise<object> {
    const id = await this.queue.claimNext(by, this.claimMs());
    if (id === null) throw new Fault('NOT_FOUND', 'no sample waits for an analyst');
    return this.queue.one(id);
  }

  async unclaim(id: number, by: SampleAnalyst, force: boolean): Promise<object> {
    await this.queue.unclaim(id, by, force);
    return this.queue.one(id);
  }

  /**
   * An override to green waits for a second person where the rules say so; the verdict is given all the same. Faults: those of SampleQueue.decide; OVERRIDE_INVALID for a zone that no file has, or an expiry without an override;
   * PROPOSAL_LIMIT.
   */
  async decide(id: number, body: VerdictBody, by: SampleAnalyst, proposer: Proposer): Promise<object> {
    const sample = await this.queue.one(id);
    const { zone, threat = null, trustGroup = null, reason, as, expires = null } = body;
    const target = overrideTarget({ file: sample.sha256 }, zone);
    const wantsOverride = as === 'override' || as === 'both';
    if (expires !== null && !wantsOverride)
      throw new Fault('OVERRIDE_INVALID', 'only an override expires: what the own feed says stays until it is removed');
    const { section, key, object } = target;
    const said = { zone, threat, trustGroup, reason };
    const override: NewOverride = {
      ...said,
      section,
      key,
      object,
      customerId: null,
      author: by.actor,
      machine: false,
      expiresAt: expires === null ? null : expiryOf(expires, this.clock.now()),
    };
    const ownFeed = as === 'own-feed' || as === 'both' ? entryOf(sample, said) : null;
    const wanted = wantsOverride ? override : null;
    const made = await this.source.transaction(async (manager) => {
      const source = inside(manager);
      const waiting = wanted === null ? null : await this.eyes.ofOne(wanted, proposer, source);
      const decision = { verdict: { ...said, as }, override: waiting === null ? wanted : null, ownFeed };
      return { ...(await new SampleQueue(source).decide(id, by, decision)), ...waiting };
    });
    return { sample: await this.queue.one(id), ...made };
  }

  async release(id: number, by: SampleAnalyst, reason: string): Promise<object> {
    await this.removeFiles(await this.erasure.release(id, by, reason));
    return this.queue.one(id);
  }

  async forget(id: number, actor: string): Promise<void> {
    await this.removeFiles(await this.erasure.forget(id, actor));
  }

  /** What cannot be removed now is removed by the worker: no row holds it any more. */
  private async removeFiles(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.folder.remove(id);
  }
}

/** With every hash that is known, so that whoever asks by another one is answered, too. */
function entryOf(
  { sha256, sha1, md5 }: StoredSample,
  said: Pick<OwnFeedEntry, 'zone' | 'threat' | 'trustGroup' | 'reason'>,
): OwnFeedEntry {
  return { ...said, object: { type: 'file', sha256, sha1, md5 }, sample: sha256 };
}
