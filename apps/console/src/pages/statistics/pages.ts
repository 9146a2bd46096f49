import { IconChartBar, IconUsersGroup, IconZoomQuestion } from '@tabler/icons-react';
import { EVERYBODY, STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'statistics',
    title: { en: 'Statistics', ru: 'Статистика' },
    nav: { group: 'watch', order: 20, icon: IconChartBar },
    roles: STAFF,
    load: () => import('./queries-page'),
  },
  {
    path: 'statistics/unknown',
    title: { en: 'Unknown objects', ru: 'Неизвестные объекты' },
    nav: { group: 'watch', order: 21, icon: IconZoomQuestion },
    roles: STAFF,
    load: () => import('./unknown-page'),
  },
  {
    path: 'statistics/contributions',
    title: { en: 'Contributions', ru: 'Вклад конечных точек' },
    nav: { group: 'watch', order: 22, icon: IconUsersGroup },
    roles: EVERYBODY,
    load: () => import('./contributions-page'),
  },
];
