import type { ComponentType } from 'react';
import type { Role } from '../api/session';

export const NAV_GROUPS = ['watch', 'data', 'verdicts', 'licensing', 'network', 'administration'] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

/** The picture of an entry: one of '@tabler/icons-react'. */
export type PageIcon = ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean }>;

/** A page, as its area says it in `pages/AREA/pages.ts`. */
export interface PageEntry {
  /** Below the root, without a slash in front: `feeds/:vendor/:name`; the overview has ''. */
  readonly path: string;
  /** In the browser's title, in the navigation and in the search. */
  readonly title: { readonly en: string; readonly ru: string };
  /** Left out: it is reached from other pages only. */
  readonly nav?: { readonly group: NavGroup; readonly order: number; readonly icon: PageIcon };
  /** Who may see it. */
  readonly roles: readonly Role[];
  /** A parameterized page that a test may open, with what stands for its parameters; null: only by its story. */
  readonly sample?: string | null;
  readonly load: () => Promise<{ default: ComponentType }>;
}
