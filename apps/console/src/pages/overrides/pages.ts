import { IconShieldCheck } from '@tabler/icons-react';
import { CUSTOMER, EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'overrides',
    title: { en: 'Overrides', ru: 'Свои вердикты' },
    nav: { group: 'verdicts', order: 20, icon: IconShieldCheck },
    roles: EVERYBODY,
    load: () => import('./overrides-page'),
  },
  {
    path: 'overrides/import',
    title: { en: 'Import overrides', ru: 'Загрузка своих вердиктов' },
    roles: ['operator', 'administrator', CUSTOMER],
    load: () => import('./import-page'),
  },
];
