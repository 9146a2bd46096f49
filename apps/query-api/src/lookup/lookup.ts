import type { WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { answer } from '@pksn/reputation-index';
import type { CurrentGeneration } from '../generation/current-generation';
import type { View } from '../generation/live-generation';
import { withLearnt } from '@pksn/lookup';
import { LearntFiles } from '../contributions/learnt-files';
import type { KnownFiles } from '@pksn/lookup';
import { writeErrorSlot, writeReputation } from './answer-text';
import { envelopeMembers } from './envelope-text';
import { AskedCounts } from '../statistics/asked-counts';
import type { FileList } from './file-list';
import { FileSlots } from './file-slots';
import { JsonBytes } from './json-bytes';
import { PackedLookup } from './packed-lookup';
import type { Asked } from '@pksn/lookup';
import { ServiceRestrictions } from '../restrictions/service-restrictions';
import type { RequestLimits } from '../restrictions/service-restrictions';
import { askWireObject } from '@pksn/lookup';

const NO_HEADERS: readonly string[] = [];

/**
 * Answers from the generation in force, as JSON in UTF-8. Takes the generation once per request, so that one answer
 * is from one generation.
 */
export class Lookup {
  private readonly out = new JsonBytes();
  private readonly files: FileSlots;
  /** The same by packed bytes. */
  readonly packed: PackedLookup;

  constructor(
    private readonly generations: CurrentGeneration,
    private readonly counts = new AskedCounts(),
    private readonly restrictions = ServiceRestrictions.NONE,
    private readonly learnt = new LearntFiles(),
  ) {
    this.files = new FileSlots(counts, learnt);
    this.packed = new PackedLookup(generations, counts, restrictions, learnt);
  }

  /**
   * One reputation and the envelope, in one object; the bytes as a latin1 string (JsonBytes.takeLatin1). `rawHeaders` are
   * those of the request. Fault: SERVICE_RESTRICTED.
   */
  one(entry: RegistryEntry, asked: Asked, now: number, rawHeaders: readonly string[] = NO_HEADERS): string {
    const generation = this.generations.current();
    const view = generation.viewOf(entry);
    if (now >= this.restrictions.from) {
      const refusal = this.restrictions.limits(view, entry, rawHeaders, now)?.(asked.type) ?? null;
      if (refusal !== null) throw refusal;
    }
    const out = this.out.begin().raw('{');
    const finding = answer(asked.question, view.overrides, view.feeds);
    this.counts.saw(asked, finding.zone);
    const { known } = this.learnt;
    writeReputation(out, asked, known === null ? finding : withLearnt(known, asked.question, finding));
    const envelope = envelopeMembers(generation, view, asked.type, now);
    return out.raw(',').encoded(envelope).raw('}').takeLatin1();
  }

  /**
   * The envelope, and a result for each object in the order asked. Whoever has sent the bytes gives them to `sent`,
   * so that their memory serves the next answer.
   */
  many(
    entry: RegistryEntry,
    objects: readonly WireObject[] | FileList,
    now: number,
    rawHeaders: readonly string[] = NO_HEADERS,
  ): Buffer {
    const generation = this.generations.current();
    const view = generation.viewOf(entry);
    const { restrictions } = this;
    const limits = now >= restrictions.from ? restrictions.limits(view, entry, rawHeaders, now) : null;
    const out = this.out
      .begin()
      .raw('{')
      .encoded(envelopeMembers(generation, view, 'bulk', now))
      .raw(',"results":[');
    if ('keys' in objects && 'kind' in objects) this.files.write(out, objects, view, limits);
    else writeSlots(out, objects, { view, limits, counts: this.counts, known: this.learnt.known });
    return out.raw(']}').lend();
  }

  readonly sent = (bytes: Buffer): void => this.out.giveBack(bytes);
}

interface SlotPorts {
  readonly view: View;
  readonly limits: RequestLimits | null;
  readonly counts: AskedCounts;
  readonly known: KnownFiles | null;
}

function writeSlots(out: JsonBytes, objects: readonly WireObject[], ports: SlotPorts): void {
  for (let i = 0; i < objects.length; i++) {
    if (i > 0) out.raw(',');
    writeSlot(out, objects[i] as WireObject, ports);
  }
}

function writeSlot(out: JsonBytes, object: WireObject, { view, limits, counts, known }: SlotPorts): void {
  try {
    const asked = askWireObject(object);
    const refusal = limits?.(asked.type) ?? null;
    if (refusal !== null) return writeErrorSlot(out, refusal);
    const finding = answer(asked.question, view.overrides, view.feeds);
    counts.saw(asked, finding.zone);
    out.raw('{');
    writeReputation(out, asked, known === null ? finding : withLearnt(known, asked.question, finding));
    out.raw('}');
  } catch (error) {
    // Thrown before anything of this slot was written.
    if (!(error instanceof Fault)) throw error;
    writeErrorSlot(out, error);
  }
}
