import { IconPackageExport } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'own-feed',
    title: { en: 'Own feed', ru: 'Свой фид' },
    nav: { group: 'verdicts', order: 30, icon: IconPackageExport },
    roles: STAFF,
    load: () => import('./own-feed-page'),
  },
  {
    path: 'own-feed/import',
    title: { en: 'Import into the own feed', ru: 'Загрузка в свой фид' },
    roles: ['operator', 'administrator'],
    load: () => import('./import-page'),
  },
];
