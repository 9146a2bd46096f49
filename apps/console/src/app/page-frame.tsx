import { Suspense, useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/use-session';
import { Failed, Loading } from '../parts/states';
import type { PageEntry } from './page-entry';
import { titleOf } from './page-title';

/** What every page has around it: its title in the browser, its role, and something to look at while it loads. */
export function PageFrame({ page, children }: { readonly page: PageEntry; readonly children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { isOneOf } = useSession();
  const title = titleOf(page, i18n.language);
  useEffect(() => {
    document.title = `${title} · Private KSN`;
  }, [title]);
  if (!isOneOf(page.roles)) return <Failed title={t('page.forbidden')} text={t('page.forbiddenAdvice')} />;
  return <Suspense fallback={<Loading />}>{children}</Suspense>;
}
