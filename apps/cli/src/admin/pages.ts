import type { HttpsClient } from '../connection/https-client';

/** How much of a list a person asks for. */
export interface PageOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

const LARGEST_PAGE = 500;

/** The path of the first page; what is undefined is left out. */
export function pagePath(
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
  page: PageOptions,
): string {
  const limit = page.limit ?? (page.all === true ? LARGEST_PAGE : undefined);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, limit, cursor: page.cursor })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** One page, or with `--all` everything from it on as one answer. */
export async function readPages<View extends Partial<Record<Field, readonly unknown[]>>, Field extends keyof View>(
  client: HttpsClient,
  path: string,
  field: Field,
  { all = false }: PageOptions,
): Promise<View> {
  type Page = View & { readonly next?: string | null };
  const first = (await client.get(`/api/v1/${path}`)) as Page;
  let { next } = first;
  if (!all) return first;
  const items: unknown[] = [...(first[field] ?? [])];
  const url = new URL(path, 'https://service/');
  while (typeof next === 'string') {
    url.searchParams.set('cursor', next);
    const page = (await client.get(`/api/v1${url.pathname}${url.search}`)) as Page;
    items.push(...(page[field] ?? []));
    next = page.next;
  }
  return { ...first, [field]: items, next: null };
}
