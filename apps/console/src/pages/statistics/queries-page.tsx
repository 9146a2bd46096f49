import { Button, Select, Skeleton, Stack, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { csvText, saveText } from '../../parts/save-file';
import { Empty, Fetched } from '../../parts/states';
import { useList, useListState } from '../../parts/use-list';
import { ZoneBadge } from '../../parts/zone-badge';
import { TimeRange } from './time-range';
import type { Queries } from './types';

const VerdictChart = lazy(() => import('./verdict-chart'));
const KINDS = ['file', 'url', 'domain', 'ip', 'certificate', 'software'] as const;

/** Verdicts that were given, by hour or day, kind and zone. */
export default function QueriesPage() {
  const { t } = useTranslation('statistics');
  const list = useListState({ by: 'day' });
  const kind = list.get('kind');
  const asked = { by: list.get('by'), from: list.get('from'), to: list.get('to') };
  const query = useList<Queries>('/api/v1/statistics/queries', asked);
  const save = ({ counts }: Queries): void =>
    saveText(
      'verdicts.csv',
      csvText([
        [asked.by, 'object', 'zone', 'queries'],
        ...counts.map((one) => [one.from, one.object, one.zone, one.queries]),
      ]),
      'text/csv;charset=utf-8',
    );
  return (
    <Page
      title={t('queries.title')}
      description={t('queries.description')}
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={query.data === undefined || query.data.counts.length === 0}
          onClick={() => query.data !== undefined && save(query.data)}
        >
          {t('export')}
        </Button>
      }
    >
      <TimeRange list={list} hasUnit />
      <Select
        label={t('queries.kind')}
        data={[
          { value: 'all', label: t('queries.allKinds') },
          ...KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) })),
        ]}
        value={kind === '' ? 'all' : kind}
        allowDeselect={false}
        maw={260}
        onChange={(value) => list.set({ kind: value === 'all' || value === null ? '' : value })}
      />
      <Fetched query={query}>
        {(queries) =>
          queries.counts.length === 0 ? (
            <Empty title={t('queries.none')} text={t('queries.noneAdvice')} />
          ) : (
            <Stack gap="lg">
              <Suspense fallback={<Skeleton height={320} radius="md" aria-hidden />}>
                <VerdictChart queries={queries} kind={kind} />
              </Suspense>
              <SumsTable queries={queries} kind={kind} query={query} />
            </Stack>
          )
        }
      </Fetched>
    </Page>
  );
}

interface SumsTableProps {
  readonly queries: Queries;
  readonly kind: string;
  readonly query: Parameters<typeof DataTable>[0]['query'];
}

type Sum = Queries['counts'][number];

/** Of the whole time. */
function SumsTable({ queries: { counts }, kind, query }: SumsTableProps) {
  const { t, i18n } = useTranslation('statistics');
  const sums = new Map<string, Sum>();
  for (const one of counts) {
    if (kind !== '' && one.object !== kind) continue;
    const name = `${one.object} ${one.zone}`;
    sums.set(name, { ...one, queries: one.queries + (sums.get(name)?.queries ?? 0) });
  }
  const rows = [...sums.values()].sort((a, b) => b.queries - a.queries);
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('queries.sums')}
      </Title>
      <DataTable<Sum>
        label={t('queries.sums')}
        rows={rows}
        rowKey={({ object, zone }) => `${object} ${zone}`}
        query={query}
        empty={{ title: t('queries.noneOfKind'), text: t('queries.noneOfKindAdvice') }}
        columns={[
          { key: 'kind', title: t('queries.kind'), render: ({ object }) => t(`kind.${object}`) },
          { key: 'zone', title: t('zone'), render: ({ zone }) => <ZoneBadge zone={zone} /> },
          {
            key: 'queries',
            title: t('queries.count'),
            align: 'right',
            render: ({ queries }) => count(queries, i18n.language),
          },
        ]}
      />
    </Stack>
  );
}
