import { Button, Group } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { useList, useListState } from '../../parts/use-list';
import { OverrideFilters } from './override-filters';
import type { OverridePage } from './types';
import { useOverrideColumns } from './use-override-columns';
import { useOverrideForm } from './use-override-form';

/** What the provider and the customers say themselves, over the vendors. */
export default function OverridesPage() {
  const { t } = useTranslation(['overrides', 'lookup']);
  const { may } = useSession();
  const openForm = useOverrideForm();
  const list = useListState();
  const query = useList<OverridePage>('/api/v1/overrides', list.parameters);
  const mayChange = may('operator', 'customer-administrator');
  const columns = useOverrideColumns(mayChange);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openForm({})}>
      {t('overrides:add')}
    </Button>
  );
  return (
    <Page
      title={t('overrides:title')}
      description={t('overrides:description')}
      actions={
        mayChange && (
          <Group gap="xs">
            <Button
              component={Link}
              to="/overrides/import"
              variant="default"
              leftSection={<IconFileImport size={16} aria-hidden />}
            >
              {t('overrides:import')}
            </Button>
            {add}
          </Group>
        )
      }
    >
      <DataTable
        label={t('overrides:title')}
        columns={columns}
        rows={query.data?.overrides}
        rowKey={(row) => String(row.id)}
        query={query}
        list={list}
        next={query.data?.next}
        toolbar={<OverrideFilters list={list} />}
        empty={{
          title: t('overrides:empty'),
          text: t('overrides:emptyText'),
          ...(mayChange ? { action: add } : {}),
        }}
      />
    </Page>
  );
}
