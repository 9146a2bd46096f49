import { IconShieldCheck } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'guards',
    title: { en: 'Guards', ru: 'Ограничители' },
    nav: { group: 'data', order: 40, icon: IconShieldCheck },
    roles: STAFF,
    load: () => import('./guards-page'),
  },
];
