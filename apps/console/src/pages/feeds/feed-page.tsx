import { Alert, Button, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Facts } from '../../parts/facts';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { ActivationText } from './activation-text';
import { FeedSettings } from './feed-settings';
import { Freshness } from './freshness';
import { PlainLink } from './link';
import { SnapshotList } from './snapshot-list';
import type { FeedView } from './types';
import { FEED_KEYS, recordsOf } from './types';

export default function FeedPage() {
  const { t } = useTranslation('feeds');
  const { vendor = '', name = '' } = useParams();
  const { may } = useSession();
  const feed = `${vendor}/${name}`;
  const query = useOne<FeedView>(`/api/v1/feeds/${feed}`, { everyMs: 10_000 });
  const isLive = query.data?.version != null;
  return (
    <Page
      title={feed}
      above={[{ title: t('title'), to: '/feeds' }]}
      actions={
        may('operator') && isLive ? (
          <Button component={Link} to={`/feeds/${feed}/revert`} variant="default">
            {t('revert.button')}
          </Button>
        ) : undefined
      }
    >
      <Fetched query={query}>
        {(view) => (
          <Stack gap="lg">
            {view.pin !== null && <Pinned feed={view} />}
            <Paper withBorder p="md">
              <FeedFacts feed={view} />
            </Paper>
            <SnapshotList feed={view} />
            {may('operator') && <FeedSettings key={[view.priority, view.activation, view.open].join()} feed={view} />}
          </Stack>
        )}
      </Fetched>
    </Page>
  );
}

function FeedFacts({ feed }: { readonly feed: FeedView }) {
  const { t, i18n } = useTranslation('feeds');
  const { version, snapshotId, liveSince, counts } = feed;
  const records = Object.entries(counts).map(([section, n]) => `${section}: ${count(n, i18n.language)}`);
  const facts: (readonly [string, ReactNode])[] = [
    [
      t('fact.liveVersion'),
      version === null ? t('notLive') : <PlainLink to={`/snapshots/${String(snapshotId)}`} text={version} />,
    ],
    [t('fact.liveSince'), liveSince === null ? '–' : <Time at={liveSince} />],
    [t('fact.fresh'), <Freshness key="fresh" feed={feed} />],
    [
      t('fact.records'),
      records.length === 0 ? '–' : `${count(recordsOf(counts), i18n.language)} (${records.join(', ')})`,
    ],
    [t('fact.priority'), feed.priority],
    [t('fact.activation'), <ActivationText key="activation" feed={feed} />],
    [t('fact.open'), t(feed.open ? 'open.yes' : 'open.no')],
    [t('fact.floor'), feed.floorVersion],
    [t('fact.held'), feed.held],
    [t('fact.vendor'), <PlainLink key="vendor" to={`/trust/${feed.vendor}`} text={feed.vendor} />],
  ];
  return <Facts facts={facts} />;
}

/** Since somebody went back: nothing goes live by itself. */
function Pinned({ feed }: { readonly feed: FeedView }) {
  const { t } = useTranslation('feeds');
  const { may } = useSession();
  const confirm = useConfirm();
  const release = useAct({
    run: (reason: string) => api.post(`/api/v1/feeds/${feed.feed}/release`, reason === '' ? {} : { reason }),
    done: t('release.done'),
    renews: FEED_KEYS,
  });
  const ask = async (): Promise<void> => {
    const question = { title: t('release.title'), text: t('release.text'), act: t('release.act') };
    const reason = await confirm({ ...question, reason: 'optional' });
    if (reason !== null) release.mutate(reason);
  };
  return (
    <Alert color="yellow" title={t('release.pinned')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm" component="div">
          {feed.pin?.since != null && <Time at={feed.pin.since} />} · {feed.pin?.by} · {feed.pin?.reason}
        </Text>
        {may('operator') && (
          <Button size="xs" loading={release.isPending} onClick={() => void ask()}>
            {t('release.act')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
