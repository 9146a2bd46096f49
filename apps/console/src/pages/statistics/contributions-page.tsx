import { Button, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { csvText, saveText } from '../../parts/save-file';
import { useList, useListState } from '../../parts/use-list';
import { CountersTable, DetectionsTable } from './contribution-tables';
import { TimeRange } from './time-range';
import type { Counters, Detections } from './types';

const LIMIT = '200';

/** What endpoints contributed, in sums that name none: counters, and what was detected most. */
export default function ContributionsPage() {
  const { t } = useTranslation('statistics');
  const { caller } = useSession();
  const list = useListState({ by: 'day', show: 'counters' });
  const isCounters = list.get('show') !== 'detections';
  const asked = { from: list.get('from'), to: list.get('to'), customer: list.get('customer') };
  const counters = useList<Counters>('/api/v1/contributions/counters', { ...asked, by: list.get('by') });
  const detections = useList<Detections>('/api/v1/contributions/detections', { ...asked, limit: LIMIT });
  const save = (): void => {
    const rows = isCounters
      ? (counters.data?.counts ?? []).map((one) => [
          one.from,
          one.customer,
          one.applicationVersion,
          one.name,
          one.count,
        ])
      : (detections.data?.detections ?? []).map((one) => [one.count, one.zone, one.threat, one.kind, one.key]);
    const head = isCounters
      ? [list.get('by'), 'customer', 'version', 'counter', 'count']
      : ['count', 'zone', 'threat', 'kind', 'sha256'];
    saveText(isCounters ? 'counters.csv' : 'detections.csv', csvText([head, ...rows]), 'text/csv;charset=utf-8');
  };
  const isEmpty = ((isCounters ? counters.data?.counts : detections.data?.detections) ?? []).length === 0;
  return (
    <Page
      title={t('contributions.title')}
      description={t('contributions.description')}
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={isEmpty}
          onClick={save}
        >
          {t('export')}
        </Button>
      }
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('contributions.which')}
          style={{ alignSelf: 'flex-start' }}
          value={isCounters ? 'counters' : 'detections'}
          onChange={(show) => list.set({ show })}
          data={[
            { value: 'counters', label: t('contributions.counters') },
            { value: 'detections', label: t('contributions.detections') },
          ]}
        />
        <TimeRange list={list} hasUnit={isCounters} />
        {caller.customer === null && (
          <TextInput
            label={t('contributions.customer')}
            value={list.get('customer')}
            maxLength={200}
            maw={320}
            onChange={({ currentTarget: { value } }) => list.set({ customer: value.trim() })}
          />
        )}
        {isCounters ? <CountersTable query={counters} by={list.get('by')} /> : <DetectionsTable query={detections} />}
      </Stack>
    </Page>
  );
}
