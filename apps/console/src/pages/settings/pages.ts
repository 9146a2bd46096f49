import { IconSettings } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'settings',
    title: { en: 'Settings', ru: 'Настройки' },
    nav: { group: 'administration', order: 60, icon: IconSettings },
    roles: EVERYBODY,
    load: () => import('./settings-page'),
  },
];
