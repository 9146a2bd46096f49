import { IconBug } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'submissions',
    title: { en: 'Suspicious files', ru: 'Подозрительные файлы' },
    nav: { group: 'verdicts', order: 50, icon: IconBug },
    roles: STAFF,
    load: () => import('./samples-page'),
  },
  {
    path: 'submissions/:id',
    title: { en: 'Suspicious file', ru: 'Подозрительный файл' },
    roles: STAFF,
    sample: null,
    load: () => import('./sample-page'),
  },
];
