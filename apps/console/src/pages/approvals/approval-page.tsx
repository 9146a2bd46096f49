import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/http';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { ProposalDetail } from './proposal-detail';
import { StateBadge } from './state-badge';
import type { OneProposal } from './types';

const PATH = '/api/v1/proposals';

export default function ApprovalPage() {
  const { t } = useTranslation('approvals');
  const { id = '' } = useParams();
  const query = useOne<OneProposal>(`${PATH}/${encodeURIComponent(id)}`);
  const title = query.data === undefined ? t('one', { id }) : t(`kind.${query.data.kind}`);
  return (
    <Page title={title} above={[{ title: t('title'), to: '/approvals' }]}>
      <Fetched query={query}>{(proposal) => <One proposal={proposal} />}</Fetched>
    </Page>
  );
}

function One({ proposal }: { readonly proposal: OneProposal }) {
  const { t } = useTranslation('approvals');
  const { state, proposedBy, proposedAt, expiresAt, endedBy, endedAt, endedReason, own } = proposal;
  return (
    <Stack gap="md">
      <Paper withBorder p="md">
        <Stack gap={6}>
          <Group gap="xs">
            <StateBadge state={state} />
            {proposal.customer !== null && <Text size="sm">{t('ofCustomer', { customer: proposal.customer })}</Text>}
          </Group>
          <Text component="div">
            {t('saidBy', { name: proposedBy })} <Time at={proposedAt} />
          </Text>
          {state === 'waiting' ? (
            <Text component="div">
              {t('waitsUntil')} <Time at={expiresAt} /> (<Time at={expiresAt} form="ago" />)
            </Text>
          ) : (
            endedAt !== null && (
              <Text component="div">
                {t('endedBy', { name: endedBy ?? '–' })} <Time at={endedAt} />
              </Text>
            )
          )}
          {endedReason !== null && <Text>{t('because', { reason: endedReason })}</Text>}
        </Stack>
      </Paper>
      {proposal.void !== null && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('void')}>
          <Text size="sm">{proposal.void}</Text>
          <Text size="sm">{t('voidAdvice')}</Text>
        </Alert>
      )}
      <ProposalDetail proposal={proposal} />
      {state === 'waiting' && own && (
        <Alert color="indigo" variant="light" icon={<IconInfoCircle size={18} aria-hidden />} title={t('ownTitle')}>
          {t('ownText')}
        </Alert>
      )}
      {state === 'waiting' && <Decision proposal={proposal} />}
    </Stack>
  );
}

function Decision({ proposal }: { readonly proposal: OneProposal }) {
  const { t } = useTranslation('approvals');
  const ask = useConfirm();
  const { id, own, mayDecide, kind } = proposal;
  const renews = [[PATH], [`${PATH}/${String(id)}`], ['/api/v1/alerts'], ['/api/v1/overrides'], ['/api/v1/four-eyes']];
  const { mutate, isPending } = useAct({
    run: ({ how, reason }: { how: 'approve' | 'refuse' | 'withdraw'; reason: string }) =>
      api.post(`${PATH}/${String(id)}/${how}`, reason === '' ? {} : { reason }),
    done: (_output, { how }) => t(`done.${how}`),
    renews,
  });
  const decide = async (how: 'approve' | 'refuse' | 'withdraw'): Promise<void> => {
    const text = how === 'approve' ? t(`effect.${kind}`) : t(`ask.${how}`);
    const reason = await ask({
      ...{ title: t(`askTitle.${how}`), text, act: t(`act.${how}`) },
      ...{ reason: how === 'refuse' ? 'needed' : 'optional', isDangerous: how === 'approve' },
    });
    if (reason !== null) mutate({ how, reason });
  };
  if (!own && !mayDecide) return <Text c="dimmed">{t('notYours')}</Text>;
  return (
    <Group>
      {mayDecide && (
        <>
          <Button disabled={proposal.void !== null} loading={isPending} onClick={() => void decide('approve')}>
            {t('act.approve')}
          </Button>
          <Button variant="default" disabled={isPending} onClick={() => void decide('refuse')}>
            {t('act.refuse')}
          </Button>
        </>
      )}
      {own && (
        <Button variant="default" loading={isPending} onClick={() => void decide('withdraw')}>
          {t('act.withdraw')}
        </Button>
      )}
    </Group>
  );
}
