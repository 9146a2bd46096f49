import { IconFileSearch } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'lookup',
    title: { en: 'Look up', ru: 'Проверка' },
    nav: { group: 'verdicts', order: 10, icon: IconFileSearch },
    roles: EVERYBODY,
    load: () => import('./lookup-page'),
  },
];
