import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import type { Column } from '../../parts/data-table';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import type { Pending, SubmissionOutcome } from './types';

const PATH = '/api/v1/licenses/pending';
const RENEWS = [[PATH], ['/api/v1/licenses'], ['/api/v1/licenses/knocking']];

/** Customers' files that wait for approval, the oldest first, with the terms that they would bring. */
export function PendingTable() {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const confirm = useConfirm();
  const query = useOne<{ submissions: readonly Pending[] }>(PATH);
  const approve = useAct({
    run: ({ digest }: Pending) => api.post<SubmissionOutcome>(`${PATH}/${digest}/approve`),
    done: (outcome, { fingerprint }) =>
      [t('pending.approved', { fingerprint }), ...('notes' in outcome ? outcome.notes : [])].join(' '),
    renews: RENEWS,
  });
  const refuse = useAct({
    run: ({ one, reason }: { one: Pending; reason: string }) =>
      api.post(`${PATH}/${one.digest}/refuse`, reason === '' ? {} : { reason }),
    done: t('pending.refused'),
    renews: RENEWS,
  });
  const askApprove = async (one: Pending): Promise<void> => {
    const said = await confirm({
      title: t('pending.approveTitle', { fingerprint: one.fingerprint }),
      text: t('pending.approveText', { customer: one.customer, license: one.licenseId, vendor: one.vendor }),
      act: t('pending.approve'),
    });
    if (said !== null) approve.mutate(one);
  };
  const askRefuse = async (one: Pending): Promise<void> => {
    const reason = await confirm({
      title: t('pending.refuseTitle', { fingerprint: one.fingerprint }),
      text: t('pending.refuseText'),
      act: t('pending.refuse'),
      reason: 'optional',
      isDangerous: true,
    });
    if (reason !== null) refuse.mutate({ one, reason });
  };
  const columns: Column<Pending>[] = [
    {
      key: 'license',
      title: t('column.license'),
      render: (one) => (
        <Stack gap={0}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {one.licenseId}
          </Text>
          <Text size="xs" c="dimmed">
            {one.vendor} · {one.customer} ({one.customerId})
          </Text>
        </Stack>
      ),
    },
    {
      key: 'terms',
      title: t('pending.terms'),
      render: (one) => (
        <Text size="sm" component="div">
          {one.product} · {one.feeds?.join(', ') ?? t('pending.allFeeds')}
          <br />
          <Time at={one.notBefore} /> – <Time at={one.expiresAt} />
          {one.supersedes.length > 0 && (
            <>
              <br />
              {t('pending.replaces', { keys: one.supersedes.join(', ') })}
            </>
          )}
        </Text>
      ),
    },
    {
      key: 'key',
      title: t('keys.fingerprint'),
      render: ({ fingerprint }) => <span className="mono">{fingerprint}</span>,
    },
    { key: 'received', title: t('pending.received'), render: ({ receivedAt }) => <Time at={receivedAt} form="ago" /> },
    {
      key: 'acts',
      title: t('keys.acts'),
      render: (one) =>
        may('license-manager') ? (
          <Group gap={6} wrap="nowrap">
            <Button
              size="xs"
              onClick={() => void askApprove(one)}
              aria-label={t('pending.approveTitle', { fingerprint: one.fingerprint })}
            >
              {t('pending.approve')}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => void askRefuse(one)}
              aria-label={t('pending.refuseTitle', { fingerprint: one.fingerprint })}
            >
              {t('pending.refuse')}
            </Button>
          </Group>
        ) : null,
    },
  ];
  return (
    <DataTable
      label={t('pending.title')}
      columns={columns}
      rows={query.data?.submissions}
      rowKey={({ digest }) => digest}
      query={query}
      empty={{ title: t('pending.empty'), text: t('pending.emptyAdvice') }}
    />
  );
}
