import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'account',
    title: { en: 'My account', ru: 'Моя учётная запись' },
    roles: EVERYBODY,
    load: () => import('./account-page'),
  },
];
