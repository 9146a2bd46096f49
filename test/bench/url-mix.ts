import { expressionKey } from '@pksn/web-address';
import { seededBytes } from './sorted-records';

/** How many expressions a URL has, and how many of a hundred URLs are like it; the median is 8. */
const SHAPES = [
  { share: 15, labels: 2, directories: 0, file: '', query: '' }, // 1
  { share: 15, labels: 3, directories: 0, file: 'index.html', query: '' }, // 4
  { share: 15, labels: 3, directories: 1, file: 'page', query: '' }, // 6
  { share: 20, labels: 3, directories: 2, file: 'article.html', query: '' }, // 8
  { share: 15, labels: 3, directories: 2, file: 'view', query: 'id=' }, // 10
  { share: 12, labels: 4, directories: 3, file: 'app.js', query: 'v=' }, // 18
  { share: 8, labels: 6, directories: 4, file: 'x', query: 'a=1&b=' }, // 30
];

export interface MixedUrl {
  readonly url: string;
  /** One of its expressions in canonical form. */
  readonly expression: string;
}

/** URLs as browsers ask for them, each with its own host; the same ones every time. */
export function urlMix(count: number): MixedUrl[] {
  const random = seededBytes(31);
  const shapes = SHAPES.flatMap((shape) => Array.from({ length: shape.share }, () => shape));
  return Array.from({ length: count }, () => {
    const pick = random(12);
    const { labels, directories, file, query } = shapes[
      pick.readUInt16LE(10) % shapes.length
    ] as (typeof SHAPES)[number];
    const word = (at: number): string => pick.toString('hex', at, at + 4);
    const names = ['www', 'cdn', 'eu', 'a'].slice(0, labels - 2);
    const host = [...names.reverse(), `site-${word(1)}`, 'example'].join('.');
    const path = ['section', 'topic', '2026', 'deep']
      .slice(0, directories)
      .map((name) => `${name}/`)
      .join('');
    const parameters = query === '' ? '' : `?${query}${word(5)}`;
    const url = `https://${host}/${path}${file}${parameters}`;
    // In a hundred URLs some are known by their host, some by a page of it.
    const expression = (pick[9] as number) % 2 === 0 ? `${host}/` : url.slice('https://'.length);
    return { url, expression };
  });
}

export function sortedKeys(mix: readonly MixedUrl[]): Buffer[] {
  return [...new Map(mix.map(({ expression }) => [expression, expressionKey(expression)])).values()].sort((a, b) =>
    a.compare(b),
  );
}
