import type { WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { answer } from '@pksn/reputation-index';
import type { CurrentGeneration } from '../generation/current-generation';
import type { View } from '../generation/live-generation';
import { errorSlot, reputationMembers } from './answer-text';
import { envelopeMembers } from './envelope-text';
import type { Asked } from './questions';
import { askWireObject } from './questions';

/**
 * Answers from the generation in force, as JSON text. Takes the generation once per request, so that one answer is
 * from one generation.
 */
export class Lookup {
  constructor(private readonly generations: CurrentGeneration) {}

  /** One reputation and the envelope, in one object. */
  one(entry: RegistryEntry, asked: Asked, now: number): string {
    const generation = this.generations.current();
    const view = generation.viewOf(entry);
    return `{${members(asked, view)},${envelopeMembers(generation, view, asked.type, now)}}`;
  }

  /** The envelope, and a result for each object in the order asked. */
  many(entry: RegistryEntry, objects: readonly WireObject[], now: number): string {
    const generation = this.generations.current();
    const view = generation.viewOf(entry);
    const results = objects.map((object) => slot(object, view));
    return `{${envelopeMembers(generation, view, 'bulk', now)},"results":[${results.join(',')}]}`;
  }
}

function slot(object: WireObject, view: View): string {
  try {
    return `{${members(askWireObject(object), view)}}`;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return errorSlot(error);
  }
}

function members(asked: Asked, view: View): string {
  return reputationMembers(asked, answer(asked.question, view.overrides, view.feeds));
}
