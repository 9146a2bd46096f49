import { IconHistory, IconRss } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'feeds',
    title: { en: 'Feeds', ru: 'Фиды' },
    nav: { group: 'data', order: 20, icon: IconRss },
    roles: STAFF,
    load: () => import('./feeds-page'),
  },
  {
    path: 'feeds/:vendor/:name',
    title: { en: 'Feed', ru: 'Фид' },
    roles: STAFF,
    sample: 'feeds/acme/core',
    load: () => import('./feed-page'),
  },
  {
    path: 'feeds/:vendor/:name/revert',
    title: { en: 'Go back', ru: 'Вернуться назад' },
    roles: STAFF,
    sample: null,
    load: () => import('./revert-page'),
  },
  {
    path: 'snapshots/:id',
    title: { en: 'What a snapshot changes', ru: 'Что меняет снимок' },
    roles: STAFF,
    sample: 'snapshots/2',
    load: () => import('./snapshot-page'),
  },
  {
    path: 'generations',
    title: { en: 'Generations', ru: 'Поколения' },
    nav: { group: 'data', order: 50, icon: IconHistory },
    roles: STAFF,
    load: () => import('./generations-page'),
  },
  {
    path: 'generations/:number',
    title: { en: 'Generation', ru: 'Поколение' },
    roles: STAFF,
    sample: 'generations/1',
    load: () => import('./generation-page'),
  },
];
