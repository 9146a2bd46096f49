import { IconHistory } from '@tabler/icons-react';
import { STAFF } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'audit',
    title: { en: 'Audit log', ru: 'Журнал действий' },
    nav: { group: 'administration', order: 70, icon: IconHistory },
    roles: STAFF,
    load: () => import('./audit-page'),
  },
  {
    path: 'audit/verification',
    title: { en: 'Verification of the audit log', ru: 'Проверка журнала' },
    roles: STAFF,
    load: () => import('./verification-page'),
  },
];
