import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { EffectiveSettings } from './effective-settings';
import { ProxyCertificates } from './proxy-certificates';
import { ProxyState } from './proxy-state';
import { SteeringForm } from './steering-form';
import type { WholeProxy } from './types';
import { PROXIES } from './types';

/** One proxy: whose it is, by which certificates it is known, and what is set for it. */
export default function ProxyPage() {
  const { proxy = '' } = useParams();
  const path = `${PROXIES}/${encodeURIComponent(proxy)}`;
  const query = useOne<WholeProxy>(path);
  return <Fetched query={query}>{(one) => <Whole proxy={one} path={path} />}</Fetched>;
}

function Whole({ proxy, path }: { readonly proxy: WholeProxy; readonly path: string }) {
  const { t } = useTranslation('proxies');
  const { may } = useSession();
  const confirm = useConfirm();
  const { name, state, settings, settingsRevision } = proxy;
  const revoke = useAct({ run: () => api.delete(path), done: t('revoked', { name }), renews: [[PROXIES], [path]] });
  const ask = async (): Promise<void> => {
    const question = { title: t('revoke'), text: t('revokeText'), act: t('revoke'), word: name, isDangerous: true };
    if ((await confirm(question)) !== null) revoke.mutate();
  };
  const isLive = state !== 'revoked';
  return (
    <Page
      title={name}
      above={[{ title: t('title'), to: '/proxies' }]}
      actions={
        may('operator') &&
        isLive && (
          <Button color="red.9" loading={revoke.isPending} onClick={() => void ask()}>
            {t('revoke')}
          </Button>
        )
      }
    >
      <Facts proxy={proxy} />
      <ProxyCertificates proxy={proxy} path={path} />
      <Paper withBorder p="md" component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t('effective')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('effectiveText')}
          </Text>
          <EffectiveSettings proxy={proxy} />
        </Stack>
      </Paper>
      {isLive && (
        <SteeringForm
          key={settingsRevision}
          title={t('own')}
          text={t('ownText')}
          path={`${path}/settings?revision=${String(settingsRevision)}`}
          settings={settings}
        />
      )}
    </Page>
  );
}

function Facts({ proxy }: { readonly proxy: WholeProxy }) {
  const { t } = useTranslation('proxies');
  const { state, customer, enrolledAt, enrolledBy, lastSeenAt, lastVersion } = proxy;
  const rows = [
    ['stateTitle', <ProxyState key="state" state={state} />],
    ['for', customer ?? t('forAll')],
    [
      'enrolled',
      <Group key="enrolled" gap={4}>
        <Time at={enrolledAt} />
        <span>{enrolledBy}</span>
      </Group>,
    ],
    ['seen', lastSeenAt === null ? t('never') : <Time key="seen" at={lastSeenAt} form="ago" />],
    ['version', lastVersion ?? '–'],
  ] as const;
  return (
    <Paper withBorder p="md">
      <Table verticalSpacing={4} aria-label={t('facts')}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500} w={200}>
                {t(name)}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
