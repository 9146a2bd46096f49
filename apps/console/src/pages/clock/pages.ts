import { IconClockCheck } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'clock',
    title: { en: 'Clock', ru: 'Часы' },
    nav: { group: 'administration', order: 80, icon: IconClockCheck },
    roles: STAFF,
    load: () => import('./clock-page'),
  },
];
