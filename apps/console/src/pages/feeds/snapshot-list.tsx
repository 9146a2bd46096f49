import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { useList, useListState } from '../../parts/use-list';
import { PlainLink } from './link';
import { SnapshotBadge } from './snapshot-badge';
import type { FeedView, SnapshotView } from './types';
import { recordsOf } from './types';

/** What is kept of a feed, newest version first. */
export function SnapshotList({ feed }: { readonly feed: FeedView }) {
  const { t } = useTranslation('feeds');
  const list = useListState({ limit: '50' });
  const parameters = { ...list.parameters, feed: feed.feed };
  const query = useList<{ snapshots: readonly SnapshotView[]; next: string | null }>('/api/v1/snapshots', parameters, {
    everyMs: 10_000,
  });
  return (
    <Stack gap="sm" component="section" aria-labelledby="snapshots">
      <Title order={2} size="h4" id="snapshots">
        {t('snapshots')}
      </Title>
      <DataTable
        label={t('snapshots')}
        columns={useColumns(feed)}
        rows={query.data?.snapshots}
        rowKey={({ id }) => String(id)}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('noSnapshot'), text: t('emptyText') }}
      />
    </Stack>
  );
}

function useColumns(feed: FeedView): Column<SnapshotView>[] {
  const { t, i18n } = useTranslation('feeds');
  const { may } = useSession();
  const live = feed.version ?? 0;
  return [
    {
      key: 'version',
      title: t('fact.version'),
      render: ({ id, version, kind }) => (
        <>
          <PlainLink to={`/snapshots/${String(id)}`} text={t('versionOf', { version })} />
          <Text size="xs" c="dimmed">
            {t(`kind.${kind}`)}
          </Text>
        </>
      ),
    },
    {
      key: 'state',
      title: t('fact.state'),
      render: ({ state, hold }) => (
        <>
          <SnapshotBadge state={state} />
          {hold !== null && (
            <Text size="xs" c="dimmed" component="div" maw={340}>
              {hold.reason} {hold.activateAt !== null && <Time at={hold.activateAt} />}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'records',
      title: t('fact.records'),
      align: 'right',
      render: ({ counts }) => count(recordsOf(counts), i18n.language),
    },
    { key: 'staged', title: t('fact.staged'), render: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'activated',
      title: t('fact.lastLive'),
      render: ({ activatedAt }) => (activatedAt === null ? t('never') : <Time at={activatedAt} />),
    },
    {
      key: 'act',
      title: t('fact.act'),
      render: ({ id, version, state, activatedAt }) => {
        if (!may('operator')) return null;
        if (state === 'held' || (state === 'retained' && version > live))
          return (
            <Button component={Link} to={`/snapshots/${String(id)}`} size="compact-sm">
              {t('decide')}
            </Button>
          );
        if (state === 'retained' && activatedAt !== null && live > 0)
          return (
            <Button
              component={Link}
              to={`/feeds/${feed.feed}/revert?to=${String(version)}`}
              size="compact-sm"
              variant="default"
            >
              {t('revert.toThis')}
            </Button>
          );
        return null;
      },
    },
  ];
}
