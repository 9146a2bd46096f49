import { Anchor, Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDownload, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { Page } from '../../parts/page';
import { saveAnswer } from '../../parts/save-file';
import { Fetched } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { Card } from '../licenses/card';
import { Story } from '../licenses/history-card';
import { TokensTable } from '../licenses/tokens-table';
import { CustomerCounts } from './customer-counts';
import { CustomerFactsList } from './customer-facts';
import { openCustomerForm } from './customer-form';
import { CustomerLicenses } from './customer-licenses';
import { CUSTOMERS, customerRoute } from './customer-path';
import type { CustomerDetails } from './types';

/** One customer: who it is, what it has, and what happened. */
export default function CustomerPage() {
  const { t } = useTranslation('customers');
  const { id = '' } = useParams();
  const query = useOne<CustomerDetails>(customerRoute(id));
  return (
    <Page
      title={query.data?.name ?? id}
      description={<CopyText text={id} what={t('column.id')} />}
      above={[{ title: t('list.title'), to: '/customers' }]}
      actions={query.data === undefined ? null : <Acts customer={query.data} />}
    >
      <Fetched query={query}>{(customer) => <Content customer={customer} />}</Fetched>
    </Page>
  );
}

function Acts({ customer }: { readonly customer: CustomerDetails }) {
  const { t } = useTranslation('customers');
  const { may } = useSession();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useAct({
    run: () => api.delete(customerRoute(customer.id)),
    done: t('remove.done', { name: customer.name }),
    renews: [[CUSTOMERS]],
    then: () => void navigate('/customers'),
  });
  const settings = useAct({
    run: () => saveAnswer('provider.settings', '/api/v1/provider/settings-files/newest/file'),
    done: null,
  });
  const ask = async (): Promise<void> => {
    const said = await confirm({
      title: t('remove.title', { name: customer.name }),
      text: t('remove.text'),
      act: t('remove.act'),
      word: customer.id,
      isDangerous: true,
    });
    if (said !== null) remove.mutate();
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={settings.isPending}
        onClick={() => settings.mutate()}
      >
        {t('settingsFile')}
      </Button>
      {may('license-manager') && (
        <>
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => openCustomerForm(t('form.change'), customer)}
          >
            {t('form.change')}
          </Button>
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void ask()}>
            {t('remove.act')}
          </Button>
        </>
      )}
    </>
  );
}

function Content({ customer }: { readonly customer: CustomerDetails }) {
  const { t } = useTranslation('customers');
  const { may } = useSession();
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={t('facts.title')}>
          <CustomerFactsList customer={customer} />
        </Card>
        <Card title={t('counts.title')}>
          <CustomerCounts customer={customer} />
        </Card>
      </SimpleGrid>
      <Card
        title={t('licenses.title')}
        actions={
          may('license-manager', 'customer-administrator') && (
            <Button component={Link} to="/licenses/submit" size="xs" variant="default">
              {t('licenses.submit')}
            </Button>
          )
        }
      >
        <CustomerLicenses customer={customer} />
      </Card>
      <Card title={t('tools.title')}>
        {customer.integrationTokens.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('tools.none')}{' '}
            <Anchor component={Link} to="/licenses/tools" size="sm">
              {t('tools.toAll')}
            </Anchor>
          </Text>
        ) : (
          <TokensTable filter={{ customer: customer.id }} />
        )}
      </Card>
      <Card title={t('history.title')}>
        <Story history={customer.history} isNamed />
      </Card>
    </Stack>
  );
}
