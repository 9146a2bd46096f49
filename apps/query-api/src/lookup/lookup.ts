import type { Envelope, LookupAnswer, ObjectError, Reputation, WireObject } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';
import { Fault, defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { Finding } from '@pksn/reputation-index';
import { answer } from '@pksn/reputation-index';
import type { CurrentGeneration } from '../generation/current-generation';
import type { LiveGeneration, View } from '../generation/live-generation';
import type { Grant } from '../license/license-gate';
import type { Asked } from './questions';
import { askWireObject } from './questions';

/** Answers from the generation in force. Takes it once per request, so that one answer is from one generation. */
export class Lookup {
  constructor(private readonly generations: CurrentGeneration) {}

  one(grant: Grant, asked: Asked, now: number): Reputation & Envelope {
    const generation = this.generations.current();
    const view = generation.viewOf(grant.entry);
    return { ...reputation(asked, view), ...envelope(generation, view, asked.type, now) };
  }

  many(grant: Grant, objects: readonly WireObject[], now: number): LookupAnswer {
    const generation = this.generations.current();
    const view = generation.viewOf(grant.entry);
    const results = objects.map((object) => slot(object, view));
    return { ...envelope(generation, view, null, now), results };
  }
}

function slot(object: WireObject, view: View): Reputation | ObjectError {
  try {
    return reputation(askWireObject(object), view);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: { code: error.code, detail: error.detail } };
  }
}

function reputation(asked: Asked, view: View): Reputation {
  const finding = answer(asked.question, view.overrides, view.feeds);
  const network = asked.type === 'url' || asked.type === 'domain' || asked.type === 'ip';
  return {
    object: { type: asked.type, ...asked.object, ...otherNames(finding) },
    zone: finding.zone,
    threat: finding.threat,
    product: finding.product,
    trustGroup: finding.trustGroup ?? defaultTrustGroup(finding.zone, asked.type),
    popularity: popularityOfBucket(finding.popularityBucket),
    firstSeen: firstSeenDate(finding.firstSeenDay),
    source: finding.source,
    ...(network ? { matched: finding.matched } : {}),
  };
}

function otherNames(finding: Finding): Record<string, string> {
  const names: Record<string, string> = {};
  for (const kind of ['sha256', 'sha1', 'md5'] as const) {
    const hash = finding.hashes[kind];
    if (hash !== undefined) names[kind] = hash.toString('hex');
  }
  return names;
}

/** `type` null: a bulk, whose coverage is that of all kinds together. */
function envelope(generation: LiveGeneration, view: View, type: ObjectType | null, now: number): Envelope {
  return {
    epoch: generation.epoch,
    generation: generation.number,
    asOf: generation.asOf,
    stale: now >= view.freshUntil,
    coverage: type === null ? view.overallCoverage : view.coverage[type],
    infrastructure: 'private',
  };
}
