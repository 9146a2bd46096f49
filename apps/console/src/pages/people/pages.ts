import { IconKey, IconUsers } from '@tabler/icons-react';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'people',
    title: { en: 'People', ru: 'Люди' },
    nav: { group: 'administration', order: 10, icon: IconUsers },
    roles: ['administrator'],
    load: () => import('./people-page'),
  },
  {
    path: 'tokens',
    title: { en: 'Tokens', ru: 'Токены' },
    nav: { group: 'administration', order: 20, icon: IconKey },
    roles: ['administrator'],
    load: () => import('./tokens-page'),
  },
];
