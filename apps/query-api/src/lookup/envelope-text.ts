import type { ObjectType } from '@pksn/domain';
import type { LiveGeneration, View } from '../generation/live-generation';

/** 'bulk' has the coverage of all kinds of objects together. */
export type EnvelopeKind = ObjectType | 'bulk';

interface EnvelopeText {
  readonly fresh: Buffer;
  readonly stale: Buffer;
}

const texts = new WeakMap<View, Map<EnvelopeKind, EnvelopeText>>();

/**
 * The members of the envelope as JSON text in UTF-8, without braces. A view belongs to one generation and never changes, so
 * only freshness depends on `now` (milliseconds since 1970).
 */
export function envelopeMembers(generation: LiveGeneration, view: View, kind: EnvelopeKind, now: number): Buffer {
  let kinds = texts.get(view);
  if (kinds === undefined) {
    kinds = new Map<EnvelopeKind, EnvelopeText>();
    texts.set(view, kinds);
  }
  let both = kinds.get(kind);
  if (both === undefined) {
    both = { fresh: made(generation, view, kind, false), stale: made(generation, view, kind, true) };
    kinds.set(kind, both);
  }
  return now >= view.freshUntil ? both.stale : both.fresh;
}

function made(generation: LiveGeneration, view: View, kind: EnvelopeKind, stale: boolean): Buffer {
  const { epoch, number, asOf, infrastructure } = generation;
  const coverage = kind === 'bulk' ? view.overallCoverage : view.coverage[kind];
  const members = { epoch, generation: number, asOf, stale, coverage, infrastructure };
  return Buffer.from(JSON.stringify(members).slice(1, -1));
}
