import { IconBuilding } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'customers',
    title: { en: 'Customers', ru: 'Клиенты' },
    nav: { group: 'licensing', order: 10, icon: IconBuilding },
    roles: EVERYBODY,
    load: () => import('./customers-page'),
  },
  {
    path: 'customers/:id',
    title: { en: 'Customer', ru: 'Клиент' },
    roles: EVERYBODY,
    sample: null,
    load: () => import('./customer-page'),
  },
];
