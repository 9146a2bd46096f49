import { sectionLayout } from '@pksn/domain';
import { PREFIX_SECTIONS, prefixRecords } from '@pksn/reputation-index';
import type { View } from '../generation/live-generation';

/** The bytes of a prefix that may be asked for. */
export const PREFIX_BYTES = [2, 3, 4] as const;
/** With so many on average, all but one prefix in ten thousand hold 100 or more: keys are spread as hashes are. */
const AVERAGE_RECORDS = 141;

const advice = new WeakMap<View, Readonly<Record<string, number | null>>>();

/**
 * For each section that can be asked by prefix, the longest prefix, in bytes, under which there are 100 records or more;
 * null: even two bytes tell who asks for what.
 */
export function prefixAdvice(view: View): Readonly<Record<string, number | null>> {
  let advised = advice.get(view);
  if (advised === undefined) {
    const lengths = PREFIX_SECTIONS.map((name) => {
      const records = prefixRecords(sectionLayout(name), view.feeds);
      return [name, PREFIX_BYTES.findLast((bytes) => records / 2 ** (8 * bytes) >= AVERAGE_RECORDS) ?? null] as const;
    });
    advised = Object.fromEntries(lengths);
    advice.set(view, advised);
  }
  return advised;
}
