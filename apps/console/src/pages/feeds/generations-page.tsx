import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useList, useListState } from '../../parts/use-list';
import { useCauseText } from '../overview/use-cause-text';
import { PlainLink } from './link';
import type { GenerationView } from './types';

export default function GenerationsPage() {
  const { t, i18n } = useTranslation('feeds');
  const cause = useCauseText();
  const list = useListState();
  const query = useList<{ generations: readonly GenerationView[]; next: string | null }>(
    '/api/v1/generations',
    list.parameters,
    { everyMs: 10_000 },
  );
  return (
    <Page title={t('generation.title')} description={t('generation.description')}>
      <DataTable<GenerationView>
        label={t('generation.title')}
        columns={[
          {
            key: 'number',
            title: t('generation.number'),
            render: ({ number }) => <PlainLink to={`/generations/${String(number)}`} text={number} />,
          },
          { key: 'at', title: t('generation.since'), render: ({ createdAt }) => <Time at={createdAt} /> },
          {
            key: 'reason',
            title: t('generation.why'),
            render: ({ reason, actor }) => (
              <>
                <Text size="sm">{cause(reason)}</Text>
                <Text size="xs" c="dimmed">
                  {actor}
                </Text>
              </>
            ),
          },
          { key: 'feeds', title: t('generation.feeds'), align: 'right', render: ({ snapshots }) => snapshots.length },
          {
            key: 'overrides',
            title: t('generation.overrides'),
            align: 'right',
            render: ({ overrides }) => count(overrides, i18n.language),
          },
        ]}
        rows={query.data?.generations}
        rowKey={({ number }) => String(number)}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('generation.empty'), text: t('emptyText') }}
      />
    </Page>
  );
}
