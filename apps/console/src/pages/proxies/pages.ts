import { IconRouter } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'proxies',
    title: { en: 'Proxies', ru: 'Прокси' },
    nav: { group: 'network', order: 10, icon: IconRouter },
    roles: STAFF,
    load: () => import('./proxies-page'),
  },
  {
    path: 'proxies/:proxy',
    title: { en: 'Proxy', ru: 'Прокси' },
    roles: STAFF,
    sample: null,
    load: () => import('./proxy-page'),
  },
];
