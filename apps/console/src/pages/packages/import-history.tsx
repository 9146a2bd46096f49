import { Anchor, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { bytes } from '../../parts/number-text';
import { SearchField } from '../../parts/search-field';
import { Time } from '../../parts/time';
import { useList, useListState, useOne } from '../../parts/use-list';
import { OutcomeBadge } from './outcome-badge';
import type { ImportPage, ImportState, ImportView } from './types';

const PATH = '/api/v1/imports';
const EVERY_MS = 5_000;
/** What is at work is so for moments. */
const FILTERS: readonly ImportState[] = ['active', 'held', 'rejected', 'unchanged', 'received'];

/** Every package that the service was given, and what became of it. */
export function ImportHistory() {
  const { t } = useTranslation('packages');
  const list = useListState({ sort: '-createdAt' });
  const query = useList<ImportPage>(PATH, list.parameters, { everyMs: EVERY_MS });
  const feeds = useOne<{ feeds: readonly { feed: string }[] }>('/api/v1/feeds');
  const columns = useColumns();
  return (
    <Stack gap="sm" component="section" aria-labelledby="history">
      <Title order={2} size="h4" id="history">
        {t('history.title')}
      </Title>
      <DataTable
        label={t('history.title')}
        columns={columns}
        rows={query.data?.imports}
        rowKey={({ id }) => id}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('history.empty'), text: t('history.emptyText') }}
        toolbar={
          <Group gap="xs" align="flex-end">
            <SearchField list={list} name="search" label={t('history.search')} />
            <Select
              aria-label={t('history.state')}
              placeholder={t('history.state')}
              clearable
              data={FILTERS.map((value) => ({ value, label: t(`state.${value}`) }))}
              value={list.get('state') === '' ? null : list.get('state')}
              onChange={(state) => list.set({ state: state ?? '' })}
            />
            <Select
              aria-label={t('history.feed')}
              placeholder={t('history.feed')}
              clearable
              data={(feeds.data?.feeds ?? []).map(({ feed }) => feed)}
              value={list.get('feed') === '' ? null : list.get('feed')}
              onChange={(feed) => list.set({ feed: feed ?? '' })}
            />
          </Group>
        }
      />
    </Stack>
  );
}

function useColumns(): Column<ImportView>[] {
  const { t, i18n } = useTranslation('packages');
  return [
    {
      key: 'file',
      title: t('fact.file'),
      render: ({ id, fileName, sizeBytes }) => (
        <>
          <Anchor component={Link} to={`/packages/${id}`} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {fileName}
          </Anchor>
          <Text size="xs" c="dimmed">
            {bytes(sizeBytes, i18n.language)}
          </Text>
        </>
      ),
    },
    {
      key: 'outcome',
      title: t('fact.outcome'),
      render: ({ state, code, detail }) => (
        <>
          <OutcomeBadge state={state} />
          {(state === 'rejected' || state === 'held') && (
            <Text size="xs" c="dimmed" maw={360}>
              {[code, detail].filter((text) => text !== null).join(': ')}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'feed',
      title: t('fact.feed'),
      render: ({ feed, version, kind }) =>
        feed === null ? (
          '–'
        ) : (
          <>
            <Anchor component={Link} to={`/feeds/${feed}`} size="sm">
              {feed}
            </Anchor>
            <Text size="xs" c="dimmed">
              {t('fact.versionOf', { version: version ?? '?' })}
              {kind === null ? '' : ` · ${t(`kind.${kind}`)}`}
            </Text>
          </>
        ),
    },
    { key: 'came', title: t('fact.came'), sort: 'createdAt', render: ({ createdAt }) => <Time at={createdAt} /> },
    { key: 'actor', title: t('fact.actor'), render: ({ actor }) => <Text size="sm">{actor}</Text> },
  ];
}
