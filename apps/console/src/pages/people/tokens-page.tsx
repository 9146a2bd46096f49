import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useList } from '../../parts/use-list';
import { ShownOnce } from './shown-once';
import { TokenForm } from './token-form';
import type { Token } from './types';
import { TOKENS } from './types';

/** How automation is let in. */
export default function TokensPage() {
  const { t } = useTranslation(['people', 'common']);
  const query = useList<{ tokens: Token[] }>(TOKENS);
  const confirm = useConfirm();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ label: string; token: string } | null>(null);
  const revoke = useAct({
    run: ({ id }: Token) => api.delete(`${TOKENS}/${id}`),
    done: t('token.revoked'),
    renews: [[TOKENS]],
  });
  const ask = async (token: Token): Promise<void> => {
    const question = { title: t('token.revokeTitle', { label: token.label }), text: t('token.revokeText') };
    if ((await confirm({ ...question, act: t('token.revoke'), isDangerous: true })) !== null) revoke.mutate(token);
  };
  return (
    <Page
      title={t('token.title')}
      description={t('token.description')}
      actions={<Button onClick={() => setMaking(true)}>{t('token.add')}</Button>}
    >
      {made !== null && (
        <ShownOnce
          title={t('token.made', { label: made.label })}
          text={t('token.madeText')}
          secret={made.token}
          what={t('token.what')}
          onDone={() => setMade(null)}
        />
      )}
      <DataTable
        label={t('token.title')}
        rows={query.data?.tokens}
        rowKey={({ id }) => id}
        query={query}
        empty={{ title: t('token.empty'), text: t('token.description') }}
        columns={[
          {
            key: 'label',
            title: t('token.label'),
            render: ({ label, current, evaluation, certificate }) => (
              <Group gap="xs">
                <Text size="sm" fw={600}>
                  {label}
                </Text>
                {current && <Badge variant="light">{t('token.current')}</Badge>}
                {evaluation && <Badge variant="light">{t('token.evaluation')}</Badge>}
                {certificate !== null && <Badge variant="light">{t('token.certificate')}</Badge>}
              </Group>
            ),
          },
          {
            key: 'role',
            title: t('role'),
            render: ({ role, customer }) => {
              const text = t(`common:role.${role}` as 'common:role.viewer');
              return customer === null ? text : `${text}: ${customer}`;
            },
          },
          {
            key: 'scopes',
            title: t('token.scopes'),
            render: ({ scopes }) => (scopes === null ? t('token.all') : scopes.join(', ')),
          },
          { key: 'by', title: t('token.by'), render: ({ createdBy }) => createdBy ?? '–' },
          {
            key: 'used',
            title: t('token.used'),
            render: ({ usedAt }) => (usedAt === null ? t('never') : <Time at={usedAt} form="ago" />),
          },
          { key: 'ends', title: t('token.ends'), render: ({ expiresAt }) => <Time at={expiresAt} /> },
          {
            key: 'act',
            title: t('act'),
            align: 'right',
            render: (one) => (
              <Button
                size="xs"
                variant="default"
                aria-label={t('token.revokeOne', { label: one.label })}
                onClick={() => void ask(one)}
              >
                {t('token.revoke')}
              </Button>
            ),
          },
        ]}
      />
      {isMaking && <TokenForm onClose={() => setMaking(false)} onMade={setMade} />}
    </Page>
  );
}
