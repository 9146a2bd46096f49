import { Paper, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { DataTable } from '../../parts/data-table';
import { Facts } from '../../parts/facts';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { useCauseText } from '../overview/use-cause-text';
import { PlainLink } from './link';
import type { GenerationView } from './types';

/** From what the service answered in one generation. */
export default function GenerationPage() {
  const { t, i18n } = useTranslation('feeds');
  const cause = useCauseText();
  const { number = '' } = useParams();
  const query = useOne<GenerationView>(`/api/v1/generations/${number}`);
  return (
    <Page title={t('generation.one', { number })} above={[{ title: t('generation.title'), to: '/generations' }]}>
      <Fetched query={query}>
        {(one) => (
          <Stack gap="lg">
            <Paper withBorder p="md">
              <Facts
                facts={[
                  [t('generation.since'), <Time key="since" at={one.createdAt} />],
                  [t('generation.why'), cause(one.reason)],
                  [t('generation.by'), one.actor],
                  [t('generation.overrides'), count(one.overrides, i18n.language)],
                ]}
              />
            </Paper>
            <Title order={2} size="h4">
              {t('generation.feeds')}
            </Title>
            <DataTable<GenerationView['snapshots'][number]>
              label={t('generation.feeds')}
              columns={[
                { key: 'priority', title: t('fact.priority'), align: 'right', render: ({ priority }) => priority },
                {
                  key: 'feed',
                  title: t('fact.feed'),
                  render: ({ feed }) => <PlainLink to={`/feeds/${feed}`} text={feed} />,
                },
                {
                  key: 'version',
                  title: t('fact.version'),
                  render: ({ version, snapshotId }) => (
                    <PlainLink to={`/snapshots/${String(snapshotId)}`} text={version} />
                  ),
                },
              ]}
              rows={one.snapshots}
              rowKey={({ feed }) => feed}
              query={query}
              empty={{ title: t('generation.noFeeds'), text: t('generation.noFeedsText') }}
            />
          </Stack>
        )}
      </Fetched>
    </Page>
  );
}
