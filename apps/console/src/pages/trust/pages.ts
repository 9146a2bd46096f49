import { IconCertificate } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'trust',
    title: { en: 'Trust', ru: 'Доверие' },
    nav: { group: 'data', order: 30, icon: IconCertificate },
    roles: STAFF,
    load: () => import('./trust-page'),
  },
  {
    path: 'trust/:vendor',
    title: { en: 'Vendor', ru: 'Поставщик' },
    roles: STAFF,
    sample: 'trust/acme',
    load: () => import('./vendor-page'),
  },
];
