import { ActionIcon, Anchor, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import type { OwnFeedEntry } from './types';
import { entryWords } from './types';
import { useRemoveEntry } from './use-remove-entry';

export function useEntryColumns(mayChange: boolean): readonly Column<OwnFeedEntry>[] {
  const { t } = useTranslation(['own-feed', 'overrides']);
  const remove = useRemoveEntry();
  const columns: Column<OwnFeedEntry>[] = [
    { key: 'object', title: t('overrides:column.object'), render: (row) => <ObjectCell row={row} /> },
    { key: 'zone', title: t('overrides:column.zone'), render: ({ zone }) => <ZoneBadge zone={zone} /> },
    {
      key: 'what',
      title: t('own-feed:column.what'),
      render: ({ threat, product }) => <Text size="sm">{[threat, product].filter(Boolean).join(' · ')}</Text>,
    },
    {
      key: 'reason',
      title: t('overrides:column.reason'),
      render: ({ reason }) => (
        <Text size="sm" maw={280} style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      ),
    },
    {
      key: 'author',
      title: t('overrides:column.author'),
      sort: 'created',
      render: ({ author, createdAt, removedAt, removedBy }) => (
        <Text size="sm" component="div">
          {author}
          <br />
          <Time at={createdAt} />
          {removedAt !== undefined && (
            <>
              <br />
              {t('own-feed:removed', { by: removedBy })} <Time at={removedAt} />
            </>
          )}
        </Text>
      ),
    },
  ];
  if (!mayChange) return columns;
  const actions: Column<OwnFeedEntry> = {
    key: 'actions',
    title: t('overrides:column.actions'),
    render: (row) =>
      row.removedAt === undefined && (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('overrides:remove', { object: entryWords(row) })}
          onClick={() => void remove(row)}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      ),
  };
  return [...columns, actions];
}

function ObjectCell({ row }: { readonly row: OwnFeedEntry }) {
  const { t } = useTranslation('overrides');
  const words = entryWords(row);
  const prefix = row.kind === 'certificate' || row.kind === 'software' ? `${row.kind}:` : '';
  const isNetwork = row.kind === 'ip' && words.includes('/');
  return (
    <div style={{ minWidth: 180, maxWidth: 340 }}>
      {isNetwork ? (
        <Text className="mono" size="sm">
          {words}
        </Text>
      ) : (
        <Anchor component={Link} className="mono" size="sm" to={`/lookup?object=${encodeURIComponent(prefix + words)}`}>
          {words}
        </Anchor>
      )}
      <Text size="xs" c="dimmed">
        {t(`kind.${row.kind}`)}
      </Text>
    </div>
  );
}
