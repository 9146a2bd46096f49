import { Alert, Anchor, Button, Group, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Page } from '../../parts/page';
import { SearchField } from '../../parts/search-field';
import { useList, useListState } from '../../parts/use-list';
import { ExportButton } from './export-button';
import { useLicenseColumns } from './license-columns';
import type { LicensesAnswer } from './types';
import { FILTER_STATES } from './types';

const PATH = '/api/v1/licenses';

/** Every license that the caller may see: how it stands, until when, and who uses it. */
export default function LicensesPage() {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const list = useListState({ sort: 'name', limit: '50', use: 'true' });
  const query = useList<LicensesAnswer>(PATH, list.parameters);
  const columns = useLicenseColumns();
  const waiting = query.data?.notRegistered ?? 0;
  return (
    <Page
      title={t('list.title')}
      description={t('list.description')}
      actions={
        <>
          <ExportButton parameters={list.parameters} />
          {may('license-manager', 'customer-administrator') && (
            <Button component={Link} to="/licenses/submit" leftSection={<IconPlus size={16} aria-hidden />}>
              {t('list.submit')}
            </Button>
          )}
        </>
      }
    >
      {waiting > 0 && (
        <Alert color="indigo" title={t('list.notRegistered', { count: waiting })}>
          <Anchor component={Link} to="/licenses/waiting" c="inherit" underline="always">
            {t('list.toWaiting')}
          </Anchor>
        </Alert>
      )}
      <DataTable
        label={t('list.title')}
        columns={columns}
        rows={query.data?.licenses}
        rowKey={({ vendor, licenseId }) => `${vendor}:${licenseId}`}
        query={query}
        list={list}
        next={query.data?.next}
        empty={{
          title: t('list.empty'),
          text: t('list.emptyAdvice'),
          action: may('license-manager', 'customer-administrator') && (
            <Button component={Link} to="/licenses/submit">
              {t('list.submit')}
            </Button>
          ),
        }}
        toolbar={
          <Group gap="sm">
            <SearchField list={list} name="search" label={t('list.search')} />
            <Select
              aria-label={t('list.state')}
              placeholder={t('list.state')}
              clearable
              w={260}
              data={FILTER_STATES.map((state) => ({ value: state, label: t(`filter.${state}`) }))}
              value={list.get('state') === '' ? null : list.get('state')}
              onChange={(state) => list.set({ state: state ?? '' })}
            />
            {list.get('customer') !== '' && (
              <Button variant="default" onClick={() => list.set({ customer: '' })}>
                {t('list.onlyCustomer', { id: list.get('customer') })}
              </Button>
            )}
          </Group>
        }
      />
    </Page>
  );
}
