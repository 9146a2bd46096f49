import { IconFileText } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'statements',
    title: { en: 'Statements', ru: 'Положения' },
    nav: { group: 'network', order: 20, icon: IconFileText },
    roles: STAFF,
    load: () => import('./statements-page'),
  },
];
