import { randomBytes } from 'node:crypto';
import type { AnswerShelf } from '@pksn/endpoint-client';
import {
  COUNTS_KEY,
  ENTRY_RANGE,
  entryKey,
  LANE_RANGE,
  parseCounts,
  parseEntry,
  parseLane,
  placeOf,
} from './queue-entry';
import type { Lane, QueueCounts } from './queue-entry';

type Shelf = Pick<AnswerShelf, 'read' | 'keys'>;

export interface QueueState {
  /** By name. */
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly counts: QueueCounts;
}

type Place = NonNullable<ReturnType<typeof placeOf>>;

interface Extent {
  lowest: number;
  highest: number;
}

const KEYS_AT_ONCE = 10_000;
const ID_BYTES = 16;

export function newQueueId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

/**
 * What a shelf holds. Where it is damaged, or a lane is not as its record says, the lane is made anew of the entries that are there, under
 * another id: the service may know numbers of the old one that are not known here any more.
 */
export async function readQueue(shelf: Shelf, isDamaged: boolean): Promise<QueueState & { readonly stale: string[] }> {
  const lanes = new Map<string, Lane>();
  const stale: string[] = [];
  for (const key of await shelf.keys(...LANE_RANGE, KEYS_AT_ONCE)) {
    const lane = parseLane(shelf.read(key));
    if (lane !== null) lanes.set(lane.name, lane);
  }
  const known = (place: Place): boolean => place.number >= (isDamaged ? 0 : (lanes.get(place.lane)?.first ?? 0));
  for (const [name, extent] of await extents(shelf, known, stale)) {
    const lane = lanes.get(name);
    const isRight = lane !== undefined && extent.highest < lane.next;
    if (isRight && !isDamaged) continue;
    const made = rebuilt(shelf, name, lane, extent);
    if (made === null) lanes.delete(name);
    else lanes.set(name, made);
  }
  if (isDamaged) for (const [name, lane] of lanes) lanes.set(name, { ...lane, id: newQueueId() });
  return { lanes, counts: parseCounts(shelf.read(COUNTS_KEY)), stale };
}

/** Of the lanes' entries; those that are not known are behind what was taken out: `stale` gets their keys. */
async function extents(
  shelf: Shelf,
  isKnown: (place: Place) => boolean,
  stale: string[],
): Promise<Map<string, Extent>> {
  const found = new Map<string, Extent>();
  const [first, last] = ENTRY_RANGE;
  for (let from: string = first; ;) {
    const keys = await shelf.keys(from, last, KEYS_AT_ONCE);
    for (const key of keys) {
      const place = placeOf(key);
      if (place === null) continue;
      if (!isKnown(place)) {
        stale.push(key);
        continue;
      }
      const { lowest, highest } = found.get(place.lane) ?? { lowest: place.number, highest: place.number };
      found.set(place.lane, { lowest: Math.min(lowest, place.number), highest: Math.max(highest, place.number) });
    }
    if (keys.length < KEYS_AT_ONCE) return found;
    from = `${keys.at(-1) ?? ''}!`;
  }
}

/** Null where no entry is left that can be read. */
function rebuilt(shelf: Shelf, name: string, known: Lane | undefined, { lowest, highest }: Extent): Lane | null {
  let kind = known?.kind;
  let customer = known?.customer;
  let bytes = 0;
  for (let number = lowest; number <= highest; number++) {
    const entry = parseEntry(shelf.read(entryKey(name, number)));
    if (entry === null) continue;
    kind ??= entry.kind;
    customer ??= entry.customer;
    bytes += entry.bytes;
  }
  if (kind === undefined || customer === undefined) return null;
  const first = Math.min(lowest, known?.first ?? lowest);
  return { name, id: newQueueId(), kind, customer, first, next: Math.max(highest + 1, known?.next ?? 0), bytes };
}
