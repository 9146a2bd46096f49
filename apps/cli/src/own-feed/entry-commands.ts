import { Fault, illegalZoneText, zoneIsLegal } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import { admin, adminSend, pathOf } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { momentText } from '../console/moments';
import { objectOf } from '../object-argument';
import type { ObjectQuery } from '../object-argument';
import { recordNumber } from '../options';
import type { Session } from '../session';

export interface AddOptions {
  readonly zone: Zone;
  readonly reason: string;
  readonly hash?: readonly string[];
  readonly threat?: string;
  readonly product?: string;
  readonly trustGroup?: string;
  readonly popularity?: number;
  readonly firstSeen?: string;
  readonly certificate?: boolean;
  readonly software?: boolean;
}

export interface ListOptions extends PageOptions {
  readonly object?: string;
  readonly zone?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly author?: string;
  readonly search?: string;
}

/** An entry as the admin API shows it: the fields of a row of package input, and what is known of the entry. */
export interface EntryView extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly kind: string;
  readonly zone: string;
  readonly reason: string;
}

interface EntriesView {
  readonly entries: EntryView[];
  readonly next?: string | null;
}

const DIGITS: Readonly<Record<number, string>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const THUMBPRINTS: Readonly<Record<number, string>> = { 64: 'certificateSha256', 40: 'certificateSha1' };
const OBJECT_FIELDS = ['sha256', 'sha1', 'md5', 'certificateSha256', 'certificateSha1', 'url', 'domain', 'ip'] as const;

/** `pksn own-feed add`. */
export async function add(session: Session, text: string, options: AddOptions): Promise<void> {
  const { certificate = false, software = false, hash = [], ...verdict } = options;
  const object = objectOf(text, { certificate, software });
  const [kind] = Object.keys(object) as ObjectType[];
  if (kind !== undefined && !zoneIsLegal(verdict.zone, kind))
    throw new Fault('OWN_FEED_INVALID', illegalZoneText(verdict.zone, kind));
  const named = [object, ...hash.map((one) => objectOf(one, { certificate }))].flatMap((one) =>
    Object.entries(rowFields(one)),
  );
  const fields = new Map<string, unknown>(named);
  if (fields.size < named.length) throw new Fault('OWN_FEED_INVALID', 'two hashes of one kind are of two files');
  const body = { ...Object.fromEntries(fields), ...verdict };
  const answer = await adminSend<{ entry: EntryView; outcome: string; replaced: number[] }>(
    session,
    'POST',
    'own-feed',
    body,
  );
  const { entry, outcome, replaced } = answer;
  session.output.document({ ...entry, outcome, replaced }, () => {
    if (outcome === 'unchanged') return `entry ${String(entry.id)} says so already: ${text} is ${entry.zone}`;
    const before =
      replaced.length === 0 ? '' : `, in place of ${replaced.map((id) => `entry ${String(id)}`).join(', ')}`;
    return [
      `entry ${String(entry.id)}: ${text} is ${entry.zone}${before}`,
      '  it travels with the next pksn package export; until then it is in force nowhere',
    ];
  });
}

/** `pksn own-feed list`. */
export async function list(session: Session, options: ListOptions): Promise<void> {
  const { object, zone, kind, state, author, search } = options;
  const path = pagePath('own-feed', { object, zone, kind, state, author, search }, options);
  const answer = await admin(session, (client) => readPages<EntriesView, 'entries'>(client, path, 'entries', options));
  const rows = answer.entries.map((one) => [
    one.id,
    one.zone,
    one.kind,
    entryText(one),
    typeof one['threat'] === 'string' ? one['threat'] : null,
    typeof one['removedAt'] === 'string' ? momentText(one['removedAt']) : null,
    one.reason,
  ]);
  const header = ['ENTRY', 'ZONE', 'KIND', 'OBJECT', 'THREAT', 'REMOVED', 'REASON'];
  session.output.table(answer, header, rows, 'There is no entry.');
  if (typeof answer.next === 'string') session.output.note(`there are more: --all, or --cursor ${answer.next}`);
}

/** `pksn own-feed remove`. */
export async function remove(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `own-feed/${pathOf(recordNumber(id, 'an entry'))}`);
  session.output.document(
    { id, removed: true },
    () => `entry ${id} is removed; the next pksn package export says nothing of it any more`,
  );
}

function entryText(entry: EntryView): string {
  const named = OBJECT_FIELDS.map((field) => entry[field]).find((text) => typeof text === 'string');
  if (typeof named === 'string') return named;
  return [entry['softwareVendor'], entry['softwareProduct'], entry['softwareVersion']].filter(Boolean).join(' / ');
}

/** The object in the fields of a row. Throws OBJECT_MALFORMED. */
function rowFields(object: ObjectQuery): object {
  if ('software' in object) {
    const { vendor, product, version } = object.software;
    return {
      softwareVendor: vendor,
      softwareProduct: product,
      ...(version === undefined ? {} : { softwareVersion: version }),
    };
  }
  const [hash, fields] =
    'file' in object ? [object.file, DIGITS] : 'certificate' in object ? [object.certificate, THUMBPRINTS] : [null, {}];
  if (hash === null) return object;
  const field = fields[hash.length];
  if (field === undefined) throw new Fault('OBJECT_MALFORMED', 'this is not a hash');
  return { [field]: hash };
}
