import { IconHeartbeat } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: '',
    title: { en: 'Overview', ru: 'Обзор' },
    nav: { group: 'watch', order: 10, icon: IconHeartbeat },
    roles: EVERYBODY,
    load: () => import('./overview-page'),
  },
];
