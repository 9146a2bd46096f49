import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/page';
import { Checkpoints } from './checkpoints';
import { Verification } from './verification';

export default function VerificationPage() {
  const { t } = useTranslation('audit');
  return (
    <Page title={t('verifyTitle')} description={t('verifyText')} above={[{ title: t('title'), to: '/audit' }]}>
      <Verification />
      <Checkpoints />
    </Page>
  );
}
