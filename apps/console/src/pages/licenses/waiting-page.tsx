import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Card } from './card';
import { KnockingTable } from './knocking-table';
import { PendingTable } from './pending-table';

/** Keys that nobody has submitted yet, and files that wait for the provider's word. */
export default function WaitingPage() {
  const { t } = useTranslation('licenses');
  const { caller } = useSession();
  const isStaff = caller.customer === null;
  return (
    <Page title={t(isStaff ? 'waiting.title' : 'waiting.ownTitle')} description={t('waiting.description')}>
      <Stack gap="lg">
        <Card title={t('pending.title')}>
          <PendingTable />
        </Card>
        {isStaff && (
          <Card title={t('knocking.title')}>
            <KnockingTable />
          </Card>
        )}
      </Stack>
    </Page>
  );
}
