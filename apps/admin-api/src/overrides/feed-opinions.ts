import {
  OFFSET_ALIAS_KIND,
  OFFSET_ALIAS_TARGET,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_THREAT,
  TRUST_GROUPS,
  TRUST_MASK,
  popularityOfBucket,
  sectionLayout,
  zoneOfCode,
} from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { AskedKey, CustomerScope, FeedRecords, StoredOverride } from '@pksn/store-postgres';
import { recordName } from '@pksn/store-postgres';
import { keysOf } from './object-keys';

/** What one live feed says of an object, whatever overrides say. */
export interface FeedOpinion {
  readonly feed: string;
  readonly version: number;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly trustGroup: TrustGroup | null;
  readonly popularity: number | null;
  /** The wider expression or network that decided; null: the record is about the very object. */
  readonly matched: string | null;
}

type Subject = Pick<StoredOverride, 'object' | 'section' | 'key'>;
type Hit = Omit<FeedOpinion, 'threat'> & { readonly threatKey: Buffer | null };

/** By the target kinds of aliases. */
const TARGETS = [null, sectionLayout('file-sha256'), sectionLayout('file-sha1'), sectionLayout('certificate-sha256')];
const ALIASES = new Set(
  (['alias-sha1', 'alias-md5', 'alias-certificate-sha1'] as const).map((name) => sectionLayout(name).id),
);
const NAMES = sectionLayout('names').id;
const NAME_BYTES = sectionLayout('names').keyBytes;

/** For each subject, what each feed in sight says, by priority; a feed that knows nothing of it is left out. */
export async function feedOpinions(
  records: FeedRecords,
  subjects: readonly Subject[],
  scope: CustomerScope,
): Promise<FeedOpinion[][]> {
  const live = await records.live(scope);
  if (subjects.length === 0 || live.feeds.length === 0) return subjects.map(() => []);
  const asked = subjects.map((subject) => keysOf(subject, live.prefixLengths));
  const found = await records.find(live, asked.flat());
  const targets = [...found.values()].flatMap((one) =>
    [...one].flatMap(([name, value]) => targetOf(name, value) ?? []),
  );
  const behind = targets.length === 0 ? new Map<string, never>() : await records.find(live, targets);
  const hits = asked.map((keys) =>
    live.feeds.flatMap(({ feed, version }) => {
      const hit = firstHit(keys, found.get(feed) ?? new Map(), behind.get(feed) ?? new Map());
      return hit === null ? [] : [{ feed, version, ...hit }];
    }),
  );
  const names = hits
    .flat()
    .flatMap(({ threatKey }) => (threatKey === null ? [] : [{ section: NAMES, key: threatKey }]));
  const texts = names.length === 0 ? new Map<string, never>() : await records.find(live, names);
  return hits.map((all) => all.map((hit) => named(hit, texts.get(hit.feed) ?? new Map())));
}

function firstHit(
  keys: readonly AskedKey[],
  found: ReadonlyMap<string, Buffer>,
  behind: ReadonlyMap<string, Buffer>,
): Omit<Hit, 'feed' | 'version'> | null {
  for (const key of keys) {
    const value = found.get(recordName(key));
    if (value === undefined) continue;
    const target = targetOf(recordName(key), value);
    const record = target === null ? value : behind.get(recordName(target));
    if (record !== undefined) return hitOf(record, key.matched);
  }
  return null;
}

function hitOf(value: Buffer, matched: string | null): Omit<Hit, 'feed' | 'version'> {
  const threatKey = value.subarray(OFFSET_THREAT, OFFSET_THREAT + NAME_BYTES);
  return {
    zone: zoneOfCode(value[0] ?? 0) ?? 'grey',
    threatKey: threatKey.every((byte) => byte === 0) ? null : threatKey,
    trustGroup: TRUST_GROUPS[((value[OFFSET_FLAGS] ?? 0) & TRUST_MASK) - 1] ?? null,
    popularity: popularityOfBucket(value[OFFSET_POPULARITY] ?? 0),
    matched,
  };
}

function targetOf(name: string, value: Buffer): Pick<AskedKey, 'section' | 'key'> | null {
  if (!ALIASES.has(Number(name.split(' ')[0]))) return null;
  const layout = TARGETS[value[OFFSET_ALIAS_KIND] ?? 0] ?? null;
  if (layout === null) return null;
  return { section: layout.id, key: value.subarray(OFFSET_ALIAS_TARGET, OFFSET_ALIAS_TARGET + layout.keyBytes) };
}

function named({ threatKey, ...hit }: Hit, texts: ReadonlyMap<string, Buffer>): FeedOpinion {
  const text = threatKey === null ? undefined : texts.get(recordName({ section: NAMES, key: threatKey }));
  return { ...hit, threat: text?.toString('utf8') ?? null };
}
