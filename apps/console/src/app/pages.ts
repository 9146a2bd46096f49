import type { PageEntry } from './page-entry';

const areas = import.meta.glob<{ pages: readonly PageEntry[] }>('../pages/*/pages.ts', { eager: true });

/** Every page of every area. */
export const PAGES: readonly PageEntry[] = Object.values(areas).flatMap(({ pages }) => pages);
