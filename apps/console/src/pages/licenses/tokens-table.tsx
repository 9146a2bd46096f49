import { ActionIcon, Anchor, Badge, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import type { ListParameters } from '../../parts/use-list';
import { useList } from '../../parts/use-list';
import { licensePage } from './license-path';
import type { IntegrationToken } from './types';

export const TOKENS_PATH = '/api/v1/integration-tokens';
/** In use, and those that are spent, which are kept for a while. */
const SHOWN = '500';

interface TokensTableProps {
  readonly filter: ListParameters;
  readonly hidden?: readonly string[];
}

/** Tokens for tools, newest first, each with what it gets now; never the tokens themselves. */
export function TokensTable({ filter, hidden = [] }: TokensTableProps) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const confirm = useConfirm();
  const query = useList<{ tokens: readonly IntegrationToken[] }>(TOKENS_PATH, { ...filter, limit: SHOWN });
  const revoke = useAct({
    run: (id: string) => api.delete(`${TOKENS_PATH}/${id}`),
    done: t('tools.revoked'),
    renews: [[TOKENS_PATH]],
  });
  const ask = async ({ id, label }: IntegrationToken): Promise<void> => {
    const said = await confirm({
      title: t('tools.revokeTitle', { label }),
      text: t('tools.revokeText'),
      act: t('tools.revoke'),
      isDangerous: true,
    });
    if (said !== null) revoke.mutate(id);
  };
  const mayRevoke = may('license-manager', 'customer-administrator');
  const columns: Column<IntegrationToken>[] = [
    {
      key: 'label',
      title: t('tools.label'),
      render: ({ label, protocols }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="xs" c="dimmed">
            {protocols.map((protocol) => t(`protocol.${protocol}`)).join(', ')}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'license',
      title: t('column.license'),
      render: ({ license }) => (
        <Anchor component={Link} to={licensePage(license)} size="sm">
          {license.licenseId}
        </Anchor>
      ),
    },
    { key: 'state', title: t('column.state'), render: ({ state }) => <TokenState state={state} /> },
    { key: 'ends', title: t('column.ends'), render: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      key: 'made',
      title: t('tools.made'),
      render: ({ createdAt, createdBy }) => (
        <>
          <Time at={createdAt} />
          <Text size="xs" c="dimmed">
            {createdBy}
          </Text>
        </>
      ),
    },
    {
      key: 'acts',
      title: t('keys.acts'),
      render: (one) =>
        one.revokedAt === null && mayRevoke ? (
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('tools.revokeTitle', { label: one.label })}
            title={t('tools.revokeTitle', { label: one.label })}
            onClick={() => void ask(one)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        ) : null,
    },
  ];
  return (
    <DataTable
      label={t('tools.title')}
      columns={columns.filter(({ key }) => !hidden.includes(key))}
      rows={query.data?.tokens}
      rowKey={({ id }) => id}
      query={query}
      empty={{ title: t('tools.empty'), text: t('tools.emptyAdvice') }}
    />
  );
}

function TokenState({ state }: { readonly state: string }) {
  const { t } = useTranslation('licenses');
  const isActive = state === 'active';
  const isSpent = state === 'revoked' || state === 'expired';
  const text = isActive || isSpent ? t(`tools.state.${state}` as 'tools.state.active') : t('tools.state.refused');
  return (
    <Stack gap={0}>
      <span>
        <Badge color={isActive ? '#1e7a34' : isSpent ? '#5c636a' : 'red.9'} variant="filled" radius="sm" tt="none">
          {text}
        </Badge>
      </span>
      {!isActive && !isSpent && (
        <Text size="xs" c="dimmed">
          {t(`code.${state.toUpperCase().replaceAll('-', '_')}` as 'code.LICENSE_EXPIRED')}
        </Text>
      )}
    </Stack>
  );
}
