import { Button, Group } from '@mantine/core';
import { IconDownload, IconFileImport, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { saveAnswer } from '../../parts/save-file';
import { useAct } from '../../parts/use-act';
import { useList, useListState } from '../../parts/use-list';
import { EntryFilters } from './entry-filters';
import type { OwnFeedPage as Answer } from './types';
import { useEntryColumns } from './use-entry-columns';
import { useEntryForm } from './use-entry-form';

/** What the provider says itself of objects, for a package of its own that other installations take in. */
export default function OwnFeedPage() {
  const { t } = useTranslation(['own-feed', 'overrides', 'lookup']);
  const { may } = useSession();
  const openForm = useEntryForm();
  const list = useListState();
  const query = useList<Answer>('/api/v1/own-feed', list.parameters);
  const mayChange = may('operator');
  const columns = useEntryColumns(mayChange);
  const save = useAct({ run: () => saveAnswer('own-feed.ndjson', '/api/v1/own-feed/export'), done: null });
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openForm({})}>
      {t('own-feed:add')}
    </Button>
  );
  return (
    <Page
      title={t('own-feed:title')}
      description={t('own-feed:description')}
      actions={
        <Group gap="xs">
          <Button
            variant="default"
            loading={save.isPending}
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => save.mutate()}
          >
            {t('own-feed:export')}
          </Button>
          {mayChange && (
            <>
              <Button
                component={Link}
                to="/own-feed/import"
                variant="default"
                leftSection={<IconFileImport size={16} aria-hidden />}
              >
                {t('own-feed:import')}
              </Button>
              {add}
            </>
          )}
        </Group>
      }
    >
      <DataTable
        label={t('own-feed:title')}
        columns={columns}
        rows={query.data?.entries}
        rowKey={(row) => String(row.id)}
        query={query}
        list={list}
        next={query.data?.next}
        toolbar={<EntryFilters list={list} />}
        empty={{ title: t('own-feed:empty'), text: t('own-feed:emptyText'), ...(mayChange ? { action: add } : {}) }}
      />
    </Page>
  );
}
