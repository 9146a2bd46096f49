import { Code, Group, Paper, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, queryText } from '../../api/http';
import { CopyText } from '../../parts/copy-text';
import { count, percent } from '../../parts/number-text';
import { Empty, Fetched } from '../../parts/states';
import { verdictsOf } from './pulse-series';
import { RANGES, RANGE_NAMES, rangeOf } from './range';
import type { Pulse } from './types';

const LiveCharts = lazy(() => import('./live-charts'));

/** What the service answers just now; asked anew while the page is looked at. */
export function LiveSection() {
  const { t } = useTranslation('overview');
  const [search, setSearch] = useSearchParams();
  const range = rangeOf(search.get('range'));
  const { seconds, step, everyMs } = RANGES[range];
  const query = useQuery({
    queryKey: ['/api/v1/pulse', range],
    queryFn: ({ signal }) => api.get<Pulse>(`/api/v1/pulse${queryText({ last: seconds, step })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
  const choose = (value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.set('range', value);
        return after;
      },
      { replace: true },
    );
  return (
    <Stack gap="sm" component="section" aria-labelledby="live">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h4" id="live">
          {t('live.title')}
        </Title>
        <SegmentedControl
          aria-label={t('live.range')}
          value={range}
          onChange={choose}
          data={RANGE_NAMES.map((name) => ({ value: name, label: t(`live.ranges.${name}`) }))}
        />
      </Group>
      <Fetched query={query}>{(pulse) => <Figures pulse={pulse} />}</Fetched>
    </Stack>
  );
}

function Figures({ pulse }: { readonly pulse: Pulse }) {
  const { t, i18n } = useTranslation('overview');
  const { total } = pulse;
  const verdicts = verdictsOf(total);
  const fromCache = total.proxies.cached + total.proxies.stale;
  const number = (value: number): string => count(value, i18n.language);
  if (total.requests === 0 && fromCache === 0) return <NothingAsked />;
  const refused = Object.values(total.refusals).reduce((sum, n) => sum + n, 0);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Tile label={t('live.verdicts')} value={number(verdicts)} />
        <Tile label={t('live.requests')} value={number(total.requests)} />
        <Tile label={t('live.refused')} value={number(refused)} />
        <Tile
          label={t('live.fromCache')}
          value={fromCache + verdicts === 0 ? '–' : percent(fromCache / (fromCache + verdicts), i18n.language)}
        />
      </SimpleGrid>
      <Suspense fallback={<Skeleton height={320} radius="md" aria-hidden />}>
        <LiveCharts pulse={pulse} />
      </Suspense>
    </Stack>
  );
}

export function Tile({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={650} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
    </Paper>
  );
}

const BY_CURL =
  'curl --cacert ca.pem -H "Authorization: Bearer LICENSE-KEY" https://QUERY-ADDRESS/v1/domains/example.com';

function NothingAsked() {
  const { t } = useTranslation('overview');
  return (
    <Empty
      title={t('live.nothing')}
      text={
        <>
          {t('live.nothingAdvice')} <Code>QUERY-ADDRESS</Code>, <Code>LICENSE-KEY</Code>.
        </>
      }
    >
      <Stack gap={6} align="center" maw="100%">
        <CopyText text="pksn lookup --key-file FILE example.com" what="pksn lookup" />
        <CopyText text={BY_CURL} what="curl" />
      </Stack>
    </Empty>
  );
}
