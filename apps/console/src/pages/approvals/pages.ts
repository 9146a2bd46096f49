import { IconUserCheck } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'approvals',
    title: { en: 'Approvals', ru: 'Согласование' },
    nav: { group: 'verdicts', order: 40, icon: IconUserCheck },
    roles: EVERYBODY,
    load: () => import('./approvals-page'),
  },
  {
    path: 'approvals/:id',
    title: { en: 'Approval', ru: 'Согласование' },
    roles: EVERYBODY,
    sample: null,
    load: () => import('./approval-page'),
  },
];
