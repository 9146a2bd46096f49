import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import type { License } from './types';

/** What the license file says, and how long replaced keys go on. */
export function LicenseFacts({ license }: { readonly license: License }) {
  const { t, i18n } = useTranslation('licenses');
  const { customer, vendor, product, edition, seats, requestsPerSecond, overlapHours } = license;
  return (
    <Facts
      rows={[
        [
          t('column.customer'),
          <Anchor key="c" component={Link} to={`/customers/${encodeURIComponent(customer.id)}`}>
            {customer.name}
          </Anchor>,
        ],
        [t('facts.vendor'), vendor],
        [t('facts.product'), `${product}, ${edition}`],
        [t('facts.begins'), <Time key="b" at={license.notBefore} />],
        [t('facts.ends'), <Time key="e" at={license.expiresAt} />],
        [t('facts.grace'), <Time key="g" at={license.graceEndsAt} />],
        [t('facts.seats'), seats === null ? t('facts.unlimited') : count(seats, i18n.language)],
        [
          t('facts.rate'),
          requestsPerSecond === null
            ? t('facts.unlimited')
            : t('facts.perSecond', { count: requestsPerSecond, n: count(requestsPerSecond, i18n.language) }),
        ],
        [t('facts.overlap'), t('facts.hours', { count: overlapHours })],
      ]}
    />
  );
}

/** Names and values, one under the other. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Table verticalSpacing={6} withRowBorders={false}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w="42%" ps={0}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
