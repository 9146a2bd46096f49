import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import type { RecentChange } from './types';
import { useCauseText } from './use-cause-text';

interface RecentChangesProps {
  readonly changes: readonly RecentChange[];
  readonly query: Parameters<typeof DataTable>[0]['query'];
}

/** What the generations of the last day changed. */
export function RecentChanges({ changes, query }: RecentChangesProps) {
  const { t } = useTranslation('overview');
  const cause = useCauseText();
  return (
    <Stack gap="sm" component="section" aria-labelledby="changes">
      <Title order={2} size="h4" id="changes">
        {t('changes.title')}
      </Title>
      <DataTable<RecentChange>
        label={t('changes.list')}
        rows={changes}
        rowKey={({ generation }) => String(generation)}
        query={query}
        empty={{ title: t('changes.none'), text: t('changes.noneAdvice') }}
        columns={[
          { key: 'at', title: t('changes.when'), render: ({ at }) => <Time at={at} form="ago" /> },
          {
            key: 'generation',
            title: t('changes.generation'),
            align: 'right',
            render: (row) => (
              <Anchor component={Link} to={`/generations/${String(row.generation)}`} inherit>
                {row.generation}
              </Anchor>
            ),
          },
          {
            key: 'what',
            title: t('changes.what'),
            render: ({ feeds, reason }) => (
              <>
                <Text size="sm">{cause(reason)}</Text>
                {feeds.map(({ feed, from, to }) => (
                  <Text key={feed} size="sm" c="dimmed">
                    <Anchor component={Link} to={`/feeds/${feed}`} inherit>
                      {feed}
                    </Anchor>
                    {`: ${from === null ? '–' : String(from)} → ${to === null ? '–' : String(to)}`}
                  </Text>
                ))}
              </>
            ),
          },
          { key: 'actor', title: t('changes.who'), render: ({ actor }) => actor },
        ]}
      />
    </Stack>
  );
}
