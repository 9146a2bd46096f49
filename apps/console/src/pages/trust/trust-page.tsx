import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { AddVendor } from './add-vendor';
import { Expiry } from './expiry';
import { Fingerprint } from './fingerprint';
import type { VendorView } from './types';

export default function TrustPage() {
  const { t } = useTranslation('trust');
  const { may } = useSession();
  const query = useOne<{ vendors: readonly VendorView[] }>('/api/v1/trust', { everyMs: 30_000 });
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable<VendorView>
        label={t('vendors')}
        columns={[
          {
            key: 'vendor',
            title: t('vendor'),
            render: ({ vendor }) => (
              <Anchor component={Link} to={`/trust/${vendor}`} size="sm">
                {vendor}
              </Anchor>
            ),
          },
          {
            key: 'fingerprint',
            title: t('fingerprint'),
            render: ({ fingerprint }) => <Fingerprint value={fingerprint} what={t('fingerprint')} />,
          },
          { key: 'version', title: t('version'), align: 'right', render: ({ version }) => version },
          { key: 'expires', title: t('expires'), render: ({ expires }) => <Expiry at={expires} /> },
          { key: 'since', title: t('since'), render: ({ trustedAt }) => <Time at={trustedAt} /> },
        ]}
        rows={query.data?.vendors}
        rowKey={({ vendor }) => vendor}
        query={query}
        empty={{ title: t('empty'), text: t(may() ? 'emptyText' : 'emptyAsk') }}
      />
      {may() && <AddVendor />}
    </Page>
  );
}
