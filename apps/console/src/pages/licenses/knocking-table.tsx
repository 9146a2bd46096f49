import { ActionIcon, Anchor, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconEyeOff, IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { SearchField } from '../../parts/search-field';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useList, useListState } from '../../parts/use-list';
import { openLetter } from './letter';
import { licensePage } from './license-path';
import type { Knocking } from './types';

const PATH = '/api/v1/licenses/knocking';

/** Keys that ask and were never submitted, latest first, each with what answers it. */
export function KnockingTable() {
  const { t, i18n } = useTranslation('licenses');
  const { may } = useSession();
  const list = useListState({ limit: '50' });
  const query = useList<{ keys: readonly Knocking[]; next: string | null }>(PATH, list.parameters, { everyMs: 10_000 });
  const dismiss = useAct({
    run: (fingerprint: string) => api.delete(`${PATH}/${fingerprint}`),
    done: (_, fingerprint) => t('knocking.dismissed', { fingerprint }),
    renews: [[PATH]],
  });
  const columns: Column<Knocking>[] = [
    {
      key: 'key',
      title: t('keys.fingerprint'),
      render: ({ fingerprint }) => (
        <Anchor component={Link} to={`/licenses/why?key=${fingerprint}`} className="mono" size="sm">
          {fingerprint}
        </Anchor>
      ),
    },
    { key: 'known', title: t('knocking.known'), render: (one) => <Known one={one} /> },
    {
      key: 'count',
      title: t('knocking.requests'),
      align: 'right',
      render: (one) => count(one.count, i18n.language),
    },
    { key: 'first', title: t('knocking.first'), render: ({ firstSeen }) => <Time at={firstSeen} form="ago" /> },
    { key: 'last', title: t('knocking.last'), render: ({ lastSeen }) => <Time at={lastSeen} form="ago" /> },
    {
      key: 'acts',
      title: t('keys.acts'),
      render: (one) =>
        may('license-manager') ? (
          <Group gap={4} wrap="nowrap">
            {one.known === 'unknown' && (
              <Button
                component={Link}
                to={`/licenses/submit?key=${one.fingerprint}`}
                size="xs"
                aria-label={t('knocking.submitLabel', { fingerprint: one.fingerprint })}
              >
                {t('knocking.submit')}
              </Button>
            )}
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('knocking.moreLabel', { fingerprint: one.fingerprint })}
                >
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconMail size={16} aria-hidden />}
                  onClick={() => openLetter(one, t('letter.title'))}
                >
                  {t('knocking.letter')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconEyeOff size={16} aria-hidden />}
                  onClick={() => dismiss.mutate(one.fingerprint)}
                >
                  {t('knocking.dismiss')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        ) : null,
    },
  ];
  return (
    <DataTable
      label={t('knocking.title')}
      columns={columns}
      rows={query.data?.keys}
      rowKey={({ fingerprint }) => fingerprint}
      query={query}
      list={list}
      next={query.data?.next}
      empty={{ title: t('knocking.empty'), text: t('knocking.emptyAdvice') }}
      toolbar={
        <Group>
          <SearchField list={list} name="search" label={t('knocking.search')} />
        </Group>
      }
    />
  );
}

function Known({ one }: { readonly one: Knocking }) {
  const { t } = useTranslation('licenses');
  return (
    <Stack gap={0} miw={180}>
      <Text size="sm">{t(`knocking.is.${one.known}`)}</Text>
      {one.pending !== null && (
        <Text size="xs" c="dimmed">
          {one.pending.customer} · {one.pending.licenseId}
        </Text>
      )}
      {one.known === 'older' && one.older !== null && (
        <Text size="xs" c="dimmed">
          {one.older.customer} ·{' '}
          <Anchor component={Link} to={licensePage(one.older)} size="xs">
            {one.older.licenseId}
          </Anchor>{' '}
          · {t('knocking.needs', { fingerprint: one.older.currentFingerprint })}
        </Text>
      )}
    </Stack>
  );
}
