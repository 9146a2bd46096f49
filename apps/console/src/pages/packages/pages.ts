import { IconPackageImport } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'packages',
    title: { en: 'Packages', ru: 'Пакеты' },
    nav: { group: 'data', order: 10, icon: IconPackageImport },
    roles: STAFF,
    load: () => import('./packages-page'),
  },
  {
    path: 'packages/:id',
    title: { en: 'Package', ru: 'Пакет' },
    roles: STAFF,
    sample: null,
    load: () => import('./import-page'),
  },
];
