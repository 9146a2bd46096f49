import type { ObjectType, Zone } from '@pksn/domain';
import { zoneOfCode } from '@pksn/domain';
import type { Question } from '@pksn/reputation-index';
import type { Asked } from '@pksn/lookup';
import { UnknownObjects } from './unknown-objects';
import { VerdictCounts } from './verdict-counts';

/** What answering tells of itself: which verdicts, and, only where the provider wants it, which objects are unknown. */
export class AskedCounts {
  readonly verdicts = new VerdictCounts();

  constructor(private kept: UnknownObjects | null = null) {}

  /** Null while unknown objects are not kept. */
  get unknown(): UnknownObjects | null {
    return this.kept;
  }

  /** From now on; what was kept and not written down is dropped with the end of keeping. */
  keepUnknown(wanted: boolean): void {
    this.kept = wanted ? (this.kept ?? new UnknownObjects()) : null;
  }

  /** Counts the answer to one object. */
  saw(asked: Asked, zone: Zone): void {
    this.verdicts.add(asked.type, zone);
    if (zone === 'grey' && this.kept !== null) this.kept.add(asked.type, objectText(asked));
  }

  /** The same where the object is known by its key alone: only of a hash is the object itself kept. */
  sawPacked(type: ObjectType, question: Question, zone: Zone): void {
    this.verdicts.add(type, zone);
    const isHash = question.type === 'file' || question.type === 'certificate';
    if (zone === 'grey' && isHash) this.kept?.add(type, question.key.toString('hex'));
  }

  /** Counts a file whose record has this byte as its zone. */
  sawFile(zoneCode: number): void {
    const zone = zoneOfCode(zoneCode);
    if (zone !== null) this.verdicts.add('file', zone);
  }

  /** Counts a file of which nothing is known; `key` holds its hash at `at`. */
  sawUnknownFile(key: Buffer, at: number, bytes: number): void {
    this.verdicts.add('file', 'grey');
    if (this.kept !== null) this.kept.add('file', key.toString('hex', at, at + bytes));
  }
}

/** The object as people write it; of a URL neither name and password nor query, which may be about a person. */
function objectText({ question, named }: Asked): string {
  if (question.type === 'file' || question.type === 'certificate') return question.key.toString('hex');
  if (question.type === 'url' || question.type === 'domain')
    return (question.expressions[0] ?? '').split('?', 1)[0]?.replace(/^([^/]+)\/$/, '$1') ?? '';
  const values = Object.values(JSON.parse(`{${named.slice(1)}}`) as Record<string, unknown>);
  return values.filter((value) => typeof value === 'string').join(' ');
}
