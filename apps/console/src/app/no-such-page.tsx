import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failed } from '../parts/states';

export function NoSuchPage() {
  const { t } = useTranslation();
  return (
    <Failed title={t('page.absent')} text={t('page.absentAdvice')}>
      <Button component={Link} to="/">
        {t('page.toOverview')}
      </Button>
    </Failed>
  );
}
