import { Badge, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { ActivationText } from './activation-text';
import { Freshness } from './freshness';
import { PlainLink } from './link';
import type { FeedView } from './types';
import { recordsOf } from './types';

export default function FeedsPage() {
  const { t } = useTranslation('feeds');
  const query = useOne<{ feeds: readonly FeedView[] }>('/api/v1/feeds', { everyMs: 10_000 });
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rows={query.data?.feeds}
        rowKey={({ feed }) => feed}
        query={query}
        empty={{
          title: t('empty'),
          text: t('emptyText'),
          action: (
            <Button component={Link} to="/packages">
              {t('toPackages')}
            </Button>
          ),
        }}
      />
    </Page>
  );
}

function useColumns(): Column<FeedView>[] {
  const { t, i18n } = useTranslation('feeds');
  return [
    { key: 'priority', title: t('fact.priority'), align: 'right', width: 90, render: ({ priority }) => priority },
    {
      key: 'feed',
      title: t('fact.feed'),
      render: ({ feed, pinned, held, snapshotId }) => (
        <>
          <PlainLink to={`/feeds/${feed}`} text={feed} />
          <div>
            {pinned && (
              <Badge variant="outline" radius="sm" tt="none" color="gray" mr={4}>
                {t('pinned')}
              </Badge>
            )}
            {held > 0 && (
              <Badge color="#f2c94c" autoContrast radius="sm" tt="none">
                {t('heldCount', { count: held })}
              </Badge>
            )}
            {snapshotId === null && (
              <Text span size="xs" c="dimmed">
                {t('notLive')}
              </Text>
            )}
          </div>
        </>
      ),
    },
    {
      key: 'version',
      title: t('fact.version'),
      render: ({ version, counts, liveSince }) =>
        version === null ? (
          '–'
        ) : (
          <>
            <Text size="sm">{version}</Text>
            <Text size="xs" c="dimmed" component="div">
              {t('records', { count: recordsOf(counts), n: count(recordsOf(counts), i18n.language) })}
              {liveSince !== null && (
                <>
                  {' · '}
                  {t('liveSince')} <Time at={liveSince} form="ago" />
                </>
              )}
            </Text>
          </>
        ),
    },
    { key: 'fresh', title: t('fact.fresh'), render: (feed) => <Freshness feed={feed} /> },
    { key: 'activation', title: t('fact.activation'), render: (feed) => <ActivationText feed={feed} /> },
    { key: 'open', title: t('fact.open'), render: ({ open }) => t(open ? 'open.yes' : 'open.no') },
  ];
}
