import { IconKey, IconLicense, IconPlugConnected, IconBellRinging, IconZoomQuestion } from '@tabler/icons-react';
import { EVERYBODY } from '../../api/session';
import type { PageEntry } from '../../app/page-entry';

export const pages: readonly PageEntry[] = [
  {
    path: 'licenses',
    title: { en: 'Licenses', ru: 'Лицензии' },
    nav: { group: 'licensing', order: 20, icon: IconLicense },
    roles: EVERYBODY,
    load: () => import('./licenses-page'),
  },
  {
    path: 'licenses/submit',
    title: { en: 'Submit license files', ru: 'Подать файлы лицензий' },
    nav: { group: 'licensing', order: 30, icon: IconKey },
    roles: ['license-manager', 'administrator', 'customer-administrator'],
    load: () => import('./submit-page'),
  },
  {
    path: 'licenses/waiting',
    title: { en: 'Knocking keys', ru: 'Неподанные ключи' },
    nav: { group: 'licensing', order: 40, icon: IconBellRinging },
    roles: EVERYBODY,
    load: () => import('./waiting-page'),
  },
  {
    path: 'licenses/why',
    title: { en: 'Why refused?', ru: 'Почему отказ?' },
    nav: { group: 'licensing', order: 50, icon: IconZoomQuestion },
    roles: EVERYBODY,
    load: () => import('./why-page'),
  },
  {
    path: 'licenses/tools',
    title: { en: 'Tokens for tools', ru: 'Токены для инструментов' },
    nav: { group: 'licensing', order: 60, icon: IconPlugConnected },
    roles: EVERYBODY,
    load: () => import('./tools-page'),
  },
  {
    path: 'licenses/:name',
    title: { en: 'License', ru: 'Лицензия' },
    roles: EVERYBODY,
    sample: null,
    load: () => import('./license-page'),
  },
];
