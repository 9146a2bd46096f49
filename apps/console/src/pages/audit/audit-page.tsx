import { Button, Group, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { SearchField } from '../../parts/search-field';
import { Time } from '../../parts/time';
import { useList, useListState } from '../../parts/use-list';
import { EntryDrawer } from './entry-drawer';
import type { AuditEntry, AuditList } from './types';

const SHOWN_CHARS = 160;

export default function AuditPage() {
  const { t } = useTranslation('audit');
  const list = useListState();
  const query = useList<AuditList>('/api/v1/audit', list.parameters);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const columns: Column<AuditEntry>[] = [
    { key: 'at', title: t('at'), render: ({ at }) => <Time at={at} /> },
    {
      key: 'actor',
      title: t('actor'),
      render: ({ actor }) => (
        <UnstyledButton
          fz="sm"
          td="underline"
          aria-label={t('byThis', { actor })}
          onClick={() => list.set({ actor })}
          miw={150}
          style={{ overflowWrap: 'anywhere' }}
        >
          {actor}
        </UnstyledButton>
      ),
    },
    {
      key: 'action',
      title: t('action'),
      render: (entry) => (
        <UnstyledButton
          fz="sm"
          fw={600}
          td="underline"
          aria-label={t('openEntry', { number: entry.sequence ?? '?', action: entry.action })}
          onClick={() => setOpen(entry)}
        >
          {entry.action}
        </UnstyledButton>
      ),
    },
    {
      key: 'subject',
      title: t('subject'),
      render: ({ subject }) => (
        <Text size="sm" miw={120} style={{ overflowWrap: 'anywhere' }}>
          {subject.slice(0, SHOWN_CHARS)}
        </Text>
      ),
    },
    { key: 'number', title: t('number'), align: 'right', render: ({ sequence }) => sequence ?? t('noPlace') },
  ];
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <Button
          component={Link}
          to="/audit/verification"
          variant="default"
          leftSection={<IconShieldCheck size={16} aria-hidden />}
        >
          {t('verification')}
        </Button>
      }
    >
      <DataTable
        label={t('title')}
        columns={columns}
        rows={query.data?.entries}
        rowKey={({ sequence, at, subject }) => `${String(sequence)} ${at} ${subject}`}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{ title: t('empty'), text: t('emptyText') }}
        toolbar={
          <Group gap="xs" align="flex-end">
            <SearchField list={list} name="search" label={t('search')} />
            <SearchField list={list} name="actor" label={t('actorFilter')} />
            <SearchField list={list} name="action" label={t('actionFilter')} />
            <SearchField list={list} name="subject" label={t('subjectFilter')} />
            <TextInput
              type="date"
              label={t('from')}
              value={list.get('from')}
              onChange={({ currentTarget: { value } }) => list.set({ from: value })}
            />
            <TextInput
              type="date"
              label={t('to')}
              value={list.get('to')}
              onChange={({ currentTarget: { value } }) => list.set({ to: value })}
            />
          </Group>
        }
      />
      {query.data?.next != null && list.get('search') !== '' && (
        <Text size="sm" c="dimmed">
          {t('searchGoesOn')}
        </Text>
      )}
      <EntryDrawer entry={open} onClose={() => setOpen(null)} />
    </Page>
  );
}
