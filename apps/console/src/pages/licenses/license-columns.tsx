import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from '../../parts/data-table';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { licensePage } from './license-path';
import { StateBadge } from './state-badge';
import { Why } from './why-text';
import type { ListedLicense } from './types';

/** Columns of a list of licenses; `hidden` are the keys of those that say nothing where the list is. */
export function useLicenseColumns(hidden: readonly string[] = []): Column<ListedLicense>[] {
  const { t, i18n } = useTranslation('licenses');
  const all: Column<ListedLicense>[] = [
    {
      key: 'license',
      title: t('column.license'),
      sort: 'license',
      render: (one) => (
        <Stack gap={0} miw={170}>
          <Anchor component={Link} to={licensePage(one)} size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {one.licenseId}
          </Anchor>
          <Text size="xs" c="dimmed">
            {[one.vendor, one.product, one.edition].join(' · ')}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'customer',
      title: t('column.customer'),
      sort: 'name',
      render: ({ customer }) => (
        <Anchor component={Link} to={`/customers/${encodeURIComponent(customer.id)}`} size="sm">
          {customer.name}
        </Anchor>
      ),
    },
    {
      key: 'state',
      title: t('column.state'),
      render: (one) => (
        <Stack gap={4} miw={200}>
          <span>
            <StateBadge state={one.state} />
          </span>
          <Why license={one} />
        </Stack>
      ),
    },
    { key: 'expires', title: t('column.ends'), sort: 'expires', render: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      key: 'seats',
      title: t('column.seats'),
      align: 'right',
      render: ({ seats, seatsSeen, seatsExact }) => {
        const seen = `${seatsExact ? '' : '≈ '}${count(seatsSeen, i18n.language)}`;
        return t('seatsOf', { seen, seats: seats === null ? '∞' : count(seats, i18n.language) });
      },
    },
    {
      key: 'asked',
      title: t('column.asked'),
      sort: 'asked',
      render: ({ lastAskedAt }) => (lastAskedAt === null ? t('never') : <Time at={lastAskedAt} form="ago" />),
    },
  ];
  return all.filter(({ key }) => !hidden.includes(key));
}
