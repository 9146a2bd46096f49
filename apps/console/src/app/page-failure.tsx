import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failed } from '../parts/states';

/** A page that could not be loaded (a newer release took its place, or the link is gone) or that broke. */
export function PageFailure() {
  const { t } = useTranslation();
  return (
    <Failed title={t('page.broken')} text={t('page.brokenAdvice')}>
      <Button onClick={() => window.location.reload()}>{t('page.reload')}</Button>
    </Failed>
  );
}
