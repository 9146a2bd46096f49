import { Anchor, Button, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { IconHandGrab } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { bytes, count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { SearchField } from '../../parts/search-field';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useList, useListState } from '../../parts/use-list';
import { ZoneBadge } from '../../parts/zone-badge';
import { SampleStateBadge } from './sample-state';
import { SAMPLES } from './sample-path';
import type { Sample } from './types';
import { SAMPLE_STATES } from './types';

/** The analysts' queue: what endpoints sent, the oldest first. */
export default function SamplesPage() {
  const { t, i18n } = useTranslation('submissions');
  const { may } = useSession();
  const navigate = useNavigate();
  const list = useListState({ sort: 'oldest', limit: '50' });
  const sha256 = list.get('sha256');
  const isHash = sha256 === '' || /^[0-9a-f]{64}$/i.test(sha256);
  const { sha256: _, ...others } = list.parameters;
  const query = useList<{ samples: readonly Sample[]; next: string | null }>(
    SAMPLES,
    isHash ? list.parameters : others,
  );
  const claim = useAct({
    run: () => api.post<Sample>(`${SAMPLES}/claim`),
    done: t('claim.done'),
    renews: [[SAMPLES]],
    then: ({ id }) => void navigate(`/submissions/${id}`),
  });
  const columns: Column<Sample>[] = [
    {
      key: 'file',
      title: t('column.file'),
      render: ({ id, sha256: hash, sizeBytes, contents }) => (
        <Stack gap={0} miw={180}>
          <Anchor component={Link} to={`/submissions/${id}`} size="sm" className="mono">
            {hash.slice(0, 24)}…
          </Anchor>
          <Text size="xs" c="dimmed">
            {sizeBytes === null ? t('list.parts', { count: contents.length }) : bytes(sizeBytes, i18n.language)}
            {contents.every(({ erasedAt }) => erasedAt !== null) && ` · ${t('list.erased')}`}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'state',
      title: t('column.state'),
      render: ({ state, claimedBy }) => (
        <Stack gap={0}>
          <span>
            <SampleStateBadge state={state} />
          </span>
          {claimedBy !== null && (
            <Text size="xs" c="dimmed">
              {claimedBy}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'verdict',
      title: t('column.verdict'),
      render: ({ verdict }) => (verdict === null ? '–' : <ZoneBadge zone={verdict.zone} />),
    },
    {
      key: 'endpoints',
      title: t('column.endpoints'),
      align: 'right',
      render: ({ endpoints }) => count(endpoints, i18n.language),
    },
    { key: 'first', title: t('column.first'), render: ({ firstAt }) => <Time at={firstAt} form="ago" /> },
    { key: 'last', title: t('column.last'), render: ({ lastAt }) => <Time at={lastAt} form="ago" /> },
  ];
  return (
    <Page
      title={t('list.title')}
      description={t('list.description')}
      actions={
        may('operator') && (
          <Button
            leftSection={<IconHandGrab size={16} aria-hidden />}
            loading={claim.isPending}
            onClick={() => claim.mutate()}
          >
            {t('claim.next')}
          </Button>
        )
      }
    >
      <DataTable
        label={t('list.title')}
        columns={columns}
        rows={query.data?.samples}
        rowKey={({ id }) => id}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('list.empty'), text: t('list.emptyAdvice') }}
        toolbar={
          <Stack gap={4}>
            <Group gap="sm">
              <SearchField list={list} name="sha256" label={t('list.sha256')} />
              <Select
                aria-label={t('column.state')}
                placeholder={t('list.anyState')}
                clearable
                data={SAMPLE_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
                value={list.get('state') === '' ? null : list.get('state')}
                onChange={(state) => list.set({ state: state ?? '' })}
              />
              <Select
                aria-label={t('list.order')}
                allowDeselect={false}
                data={['oldest', 'newest'].map((sort) => ({
                  value: sort,
                  label: t(`list.${sort}` as 'list.oldest'),
                }))}
                value={list.sort}
                onChange={(sort) => list.set({ sort: sort ?? 'oldest' })}
              />
              <Switch
                label={t('list.mine')}
                checked={list.get('mine') === 'true'}
                onChange={(event) => list.set({ mine: event.currentTarget.checked ? 'true' : '' })}
              />
            </Group>
            {!isHash && <Text size="sm">{t('list.noHash')}</Text>}
          </Stack>
        }
      />
    </Page>
  );
}
