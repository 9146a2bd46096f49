import { Anchor, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useList, useListState } from '../../parts/use-list';
import { RulesCard } from './rules-card';
import { StateBadge } from './state-badge';
import type { Proposal, Proposals } from './types';
import { KINDS } from './types';

const PATH = '/api/v1/proposals';
const EVERY_MS = 15_000;

export default function ApprovalsPage() {
  const { t } = useTranslation('approvals');
  const list = useListState({ state: 'waiting' });
  const query = useList<Proposals>(PATH, list.parameters, { everyMs: EVERY_MS });
  const columns: Column<Proposal>[] = [
    {
      key: 'what',
      title: t('what'),
      render: ({ id, kind, subject }) => (
        <Stack gap={0} miw={180}>
          <Anchor component={Link} to={`/approvals/${String(id)}`} fw={600}>
            {t(`kind.${kind}`)}
          </Anchor>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {kind === 'four-eyes.relax' ? rulesText(subject, t) : subject}
          </Text>
        </Stack>
      ),
    },
    { key: 'state', title: t('stateTitle'), render: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'by',
      title: t('proposedBy'),
      render: ({ proposedBy, own }) => (own ? t('byYou', { name: proposedBy }) : proposedBy),
    },
    { key: 'at', title: t('proposedAt'), render: ({ proposedAt }) => <Time at={proposedAt} form="ago" /> },
    {
      key: 'end',
      title: t('until'),
      render: ({ expiresAt, endedAt }) => <Time at={endedAt ?? expiresAt} form={endedAt === null ? 'ago' : 'short'} />,
    },
  ];
  const isWaiting = list.get('state') === 'waiting';
  return (
    <Page title={t('title')} description={t('description')}>
      <RulesCard />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={query.data?.proposals}
        rowKey={({ id }) => String(id)}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t(isWaiting ? 'nothing' : 'nothingEnded'), text: t('nothingText') }}
        toolbar={
          <Stack gap="xs" align="flex-start">
            <SegmentedControl
              aria-label={t('stateTitle')}
              value={isWaiting ? 'waiting' : 'ended'}
              onChange={(state) => list.set({ state })}
              data={[
                { value: 'waiting', label: t('waits') },
                { value: 'ended', label: t('history') },
              ]}
            />
            <Select
              aria-label={t('kindTitle')}
              placeholder={t('kindTitle')}
              clearable
              value={list.get('kind') === '' ? null : list.get('kind')}
              onChange={(kind) => list.set({ kind: kind ?? '' })}
              data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
              w={300}
              maw="100%"
            />
          </Stack>
        }
      />
    </Page>
  );
}

function rulesText(subject: string, t: (key: string) => string): string {
  return subject
    .split(', ')
    .map((name) => t(`rule.${name}`))
    .join(', ');
}
