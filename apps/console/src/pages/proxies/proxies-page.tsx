import { Anchor, Button, Checkbox, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { SearchField } from '../../parts/search-field';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useList, useListState, useOne } from '../../parts/use-list';
import { EnrollForm } from './enroll-form';
import { ProxyState } from './proxy-state';
import { SteeringForm } from './steering-form';
import type { Proxy, ProxyDefaults } from './types';
import { DEFAULTS, PROXIES, certificateEnd } from './types';

/** The proxies of sites, and what is set for all of them. */
export default function ProxiesPage() {
  const { t } = useTranslation('proxies');
  const { may } = useSession();
  const list = useListState();
  const query = useList<{ proxies: readonly Proxy[]; next: string | null }>(PROXIES, list.parameters);
  const defaults = useOne<ProxyDefaults>(DEFAULTS);
  const [isOpen, setOpen] = useState(false);
  const enroll = may('operator') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
      {t('enroll')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('text')} actions={enroll}>
      <DataTable
        label={t('title')}
        list={list}
        query={query}
        rows={query.data?.proxies}
        next={query.data?.next}
        rowKey={({ id }) => id}
        empty={{ title: t('none'), text: t('noneText') }}
        toolbar={
          <Group>
            <SearchField list={list} name="customer" label={t('customerId')} />
            <Checkbox
              label={t('withRevoked')}
              checked={list.get('revoked') === 'true'}
              onChange={(event) => list.set({ revoked: event.currentTarget.checked ? 'true' : '' })}
            />
          </Group>
        }
        columns={[
          {
            key: 'name',
            title: t('name'),
            render: ({ id, name }) => (
              <Anchor component={Link} to={`/proxies/${id}`} fw={500}>
                {name}
              </Anchor>
            ),
          },
          { key: 'state', title: t('stateTitle'), render: ({ state }) => <ProxyState state={state} /> },
          { key: 'customer', title: t('for'), render: ({ customer }) => customer ?? t('forAll') },
          { key: 'seen', title: t('seen'), render: ({ lastSeenAt }) => <Maybe at={lastSeenAt} none={t('never')} /> },
          { key: 'version', title: t('version'), render: ({ lastVersion }) => lastVersion ?? '–' },
          { key: 'ends', title: t('ends'), render: (one) => <Maybe at={certificateEnd(one)} none="–" /> },
        ]}
      />
      <Fetched query={defaults}>
        {({ settings, revision }) => (
          <SteeringForm
            key={revision}
            title={t('defaults')}
            text={t('defaultsText')}
            path={`${DEFAULTS}?revision=${String(revision)}`}
            settings={settings}
          />
        )}
      </Fetched>
      <Text size="sm" c="dimmed" maw={760}>
        {t('topology')} <code>pksn proxy topology</code>
      </Text>
      {isOpen && <EnrollForm onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Maybe({ at, none }: { readonly at: string | null; readonly none: string }) {
  return at === null ? <>{none}</> : <Time at={at} form="ago" />;
}
