import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { SearchField } from '../../parts/search-field';
import { useList, useListState } from '../../parts/use-list';
import type { Participation } from './types';

const PATH = '/api/v1/statements/participation';

/** How many endpoints of each customer accepted which version. */
export function ParticipationTable() {
  const { t, i18n } = useTranslation('statements');
  const list = useListState();
  const query = useList<{ participation: readonly Participation[]; next: string | null }>(PATH, list.parameters);
  return (
    <DataTable
      label={t('participation')}
      list={list}
      query={query}
      rows={query.data?.participation}
      next={query.data?.next}
      rowKey={({ customer, statement }) => `${customer} ${String(statement)}`}
      toolbar={
        <Group>
          <SearchField list={list} name="customer" label={t('customerId')} />
        </Group>
      }
      empty={{ title: t('nobody'), text: t('nobodyText') }}
      columns={[
        { key: 'customer', title: t('customer'), render: ({ customer }) => customer },
        { key: 'statement', title: t('version'), render: ({ statement }) => statement },
        { key: 'accepted', title: t('accepted'), align: 'right', render: (one) => count(one.accepted, i18n.language) },
        {
          key: 'contributing',
          title: t('contributing'),
          align: 'right',
          render: (one) => count(one.contributing, i18n.language),
        },
      ]}
    />
  );
}
