import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { SearchField } from '../../parts/search-field';
import { Time } from '../../parts/time';
import { useList, useListState } from '../../parts/use-list';
import { openCustomerForm } from './customer-form';
import { CUSTOMERS, customerPage } from './customer-path';
import { ExportCustomers } from './export-customers';
import { StateCounts } from './state-counts';
import type { CustomersAnswer, ListedCustomer } from './types';

/** The organizations that are served, and how their licenses stand. */
export default function CustomersPage() {
  const { t } = useTranslation('customers');
  const { may } = useSession();
  const list = useListState({ sort: 'name', limit: '50' });
  const query = useList<CustomersAnswer>(CUSTOMERS, list.parameters);
  const columns: Column<ListedCustomer>[] = [
    {
      key: 'name',
      title: t('column.name'),
      sort: 'name',
      render: ({ id, name, contacts }) => (
        <Stack gap={0}>
          <Anchor component={Link} to={customerPage(id)} fw={600} size="sm">
            {name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {contacts.join(' · ')}
          </Text>
        </Stack>
      ),
    },
    { key: 'id', title: t('column.id'), sort: 'id', render: ({ id }) => <span className="mono">{id}</span> },
    { key: 'licenses', title: t('column.licenses'), render: (one) => <StateCounts customer={one} /> },
    {
      key: 'created',
      title: t('column.since'),
      sort: 'created',
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
  const add = may('license-manager') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openCustomerForm(t('form.add'))}>
      {t('form.add')}
    </Button>
  );
  return (
    <Page
      title={t('list.title')}
      description={t('list.description')}
      actions={
        <>
          <ExportCustomers parameters={list.parameters} />
          {add}
        </>
      }
    >
      <DataTable
        label={t('list.title')}
        columns={columns}
        rows={query.data?.customers}
        rowKey={({ id }) => id}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('list.empty'), text: t('list.emptyAdvice'), action: add }}
        toolbar={
          <Group>
            <SearchField list={list} name="search" label={t('list.search')} />
          </Group>
        }
      />
    </Page>
  );
}
