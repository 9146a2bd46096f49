import { ActionIcon, Anchor, Badge, Group, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { ZoneBadge } from '../../parts/zone-badge';
import { askableWords, objectWords } from '../lookup/object-words';
import { FeedsSay } from './feeds-say';
import type { Override } from './types';
import { useOverrideForm } from './use-override-form';
import { useRemoveOverride } from './use-remove-override';

export function useOverrideColumns(mayChange: boolean): readonly Column<Override>[] {
  const { t } = useTranslation('overrides');
  const openForm = useOverrideForm();
  const remove = useRemoveOverride();
  const columns: Column<Override>[] = [
    { key: 'object', title: t('column.object'), render: (row) => <ObjectCell row={row} /> },
    { key: 'zone', title: t('column.zone'), render: ({ zone }) => <ZoneBadge zone={zone} /> },
    {
      key: 'reason',
      title: t('column.reason'),
      render: ({ reason, threat }) => (
        <Text size="sm" maw={280} style={{ overflowWrap: 'anywhere' }}>
          {reason}
          {threat !== null && (
            <Text span size="sm" c="dimmed">
              {' '}
              · {threat}
            </Text>
          )}
        </Text>
      ),
    },
    { key: 'feeds', title: t('column.feeds'), render: (row) => <FeedsSay override={row} /> },
    {
      key: 'expires',
      title: t('column.expires'),
      sort: 'expires',
      render: (row) => <Ending row={row} />,
    },
    {
      key: 'author',
      title: t('column.author'),
      sort: 'created',
      render: ({ author, machine, createdAt }) => (
        <Text size="sm" component="div">
          {author} {machine && <Badge variant="default">{t('machine')}</Badge>}
          <br />
          <Time at={createdAt} />
        </Text>
      ),
    },
  ];
  if (!mayChange) return columns;
  const actions: Column<Override> = {
    key: 'actions',
    title: t('column.actions'),
    render: (row) =>
      row.ended === undefined && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('edit', { object: objectWords(row.object) })}
            onClick={() => openForm({ changed: row })}
          >
            <IconPencil size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('remove', { object: objectWords(row.object) })}
            onClick={() => void remove(row)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ),
  };
  return [...columns, actions];
}

function ObjectCell({ row }: { readonly row: Override }) {
  const { t } = useTranslation('overrides');
  const view = row.customer === null ? '' : `&customer=${encodeURIComponent(row.customer)}`;
  return (
    <div style={{ minWidth: 180, maxWidth: 340 }}>
      <Anchor
        component={Link}
        className="mono"
        size="sm"
        to={`/lookup?object=${encodeURIComponent(askableWords(row.object))}${view}`}
      >
        {objectWords(row.object)}
      </Anchor>
      <Text size="xs" c="dimmed">
        {t(`kind.${row.object.type}`)} · {row.customer ?? t('owner.provider')}
      </Text>
    </div>
  );
}

function Ending({ row }: { readonly row: Override }) {
  const { t } = useTranslation('overrides');
  if (row.ended !== undefined) {
    return (
      <Text size="sm" component="div">
        {t(`ended.${row.ended}`)}
        <br />
        {row.endedAt != null && <Time at={row.endedAt} />}
      </Text>
    );
  }
  return row.expiresAt === null ? (
    <Text size="sm">{t('expiry.never')}</Text>
  ) : (
    <Text size="sm" component="div">
      <Time at={row.expiresAt} form="ago" />
    </Text>
  );
}
