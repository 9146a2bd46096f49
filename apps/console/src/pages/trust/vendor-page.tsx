import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Facts } from '../../parts/facts';
import { count } from '../../parts/number-text';
import { Page } from '../../parts/page';
import { Empty, Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { Expiry } from './expiry';
import { Fingerprint } from './fingerprint';
import type { Stakes, VendorView } from './types';

/** One vendor: its roots and keys, and what ends with the trust in it. */
export default function VendorPage() {
  const { t } = useTranslation('trust');
  const { vendor = '' } = useParams();
  const query = useOne<{ vendors: readonly VendorView[] }>('/api/v1/trust');
  return (
    <Page title={vendor} above={[{ title: t('title'), to: '/trust' }]}>
      <Fetched query={query}>
        {({ vendors }) => {
          const one = vendors.find((each) => each.vendor === vendor);
          return one === undefined ? <Empty title={t('absent')} text={t('emptyText')} /> : <Vendor one={one} />;
        }}
      </Fetched>
    </Page>
  );
}

function Vendor({ one }: { readonly one: VendorView }) {
  const { t } = useTranslation('trust');
  const { may } = useSession();
  const query = { error: null, isFetching: false, refetch: () => undefined };
  return (
    <Stack gap="lg">
      <Paper withBorder p="md">
        <Facts
          facts={[
            [t('version'), one.version],
            [t('expires'), <Expiry key="expires" at={one.expires} />],
            [t('since'), <Time key="since" at={one.trustedAt} />],
            [t('fingerprint'), <Fingerprint key="now" value={one.fingerprint} what={t('fingerprint')} />],
            [t('anchor'), <Fingerprint key="anchor" value={one.anchorFingerprint} what={t('anchor')} />],
          ]}
        />
      </Paper>
      <Section title={t('keys')}>
        <DataTable<VendorView['keys'][number]>
          label={t('keys')}
          columns={[
            { key: 'role', title: t('role.title'), render: ({ role }) => t(`role.${role}`, { defaultValue: role }) },
            { key: 'key', title: t('key'), render: ({ keyid }) => <Fingerprint value={keyid} what={t('key')} /> },
          ]}
          rows={one.keys}
          rowKey={({ role, keyid }) => `${role} ${keyid}`}
          query={query}
          empty={{ title: t('keys'), text: '' }}
        />
      </Section>
      <Section title={t('roots')}>
        <DataTable<VendorView['roots'][number]>
          label={t('roots')}
          columns={[
            { key: 'version', title: t('version'), render: ({ version }) => version },
            {
              key: 'fingerprint',
              title: t('rootFingerprint'),
              render: (root) => <Fingerprint value={root.fingerprint} what={t('rootFingerprint')} />,
            },
            { key: 'expires', title: t('expires'), render: ({ expires }) => <Time at={expires} /> },
          ]}
          rows={one.roots}
          rowKey={({ version }) => String(version)}
          query={query}
          empty={{ title: t('roots'), text: '' }}
        />
      </Section>
      {may() && <EndTrust vendor={one.vendor} />}
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

/** Says first what is lost. */
function EndTrust({ vendor }: { readonly vendor: string }) {
  const { t } = useTranslation('trust');
  const stakes = useOne<Stakes>(`/api/v1/trust/${vendor}/stakes`);
  const confirm = useConfirm();
  const navigate = useNavigate();
  const end = useAct({
    run: () => api.delete(`/api/v1/trust/${vendor}`),
    done: t('end.done', { vendor }),
    renews: [['/api/v1/trust'], ['/api/v1/feeds'], ['/api/v1/generations']],
    then: () => void navigate('/trust'),
  });
  const ask = async (at: Stakes): Promise<void> => {
    const text = (
      <Stack gap="xs">
        <Costs stakes={at} />
        <span>{t('end.text')}</span>
      </Stack>
    );
    const title = t('end.title', { vendor });
    if ((await confirm({ title, text, act: t('end.act'), word: vendor, isDangerous: true })) !== null) end.mutate();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="end-trust">
      <Stack gap="sm">
        <Title order={2} size="h4" id="end-trust">
          {t('end.title', { vendor })}
        </Title>
        <Fetched query={stakes}>
          {(at) => (
            <>
              <Costs stakes={at} />
              <Group>
                <Button color="red.8" loading={end.isPending} onClick={() => void ask(at)}>
                  {t('end.act')}
                </Button>
              </Group>
            </>
          )}
        </Fetched>
      </Stack>
    </Paper>
  );
}

function Costs({ stakes: { feeds, licenses, customers } }: { readonly stakes: Stakes }) {
  const { t, i18n } = useTranslation('trust');
  if (feeds.length === 0) return <Text size="sm">{t('end.nothing')}</Text>;
  return (
    <Text size="sm" component="div">
      {t('end.feeds', { count: feeds.length })} <span className="mono">{feeds.join(', ')}</span>.{' '}
      {licenses === 0
        ? t('end.noLicense')
        : `${t('end.licenses', { count: licenses, n: count(licenses, i18n.language) })} ${t('end.customers', { count: customers, n: count(customers, i18n.language) })}`}
    </Text>
  );
}
