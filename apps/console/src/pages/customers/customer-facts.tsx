import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Time } from '../../parts/time';
import { Facts } from '../licenses/license-facts';
import type { CustomerDetails } from './types';

/** Who a customer is. */
export function CustomerFactsList({ customer }: { readonly customer: CustomerDetails }) {
  const { t } = useTranslation('customers');
  const { caller } = useSession();
  const { contacts, createdAt, note, vendor } = customer;
  const rows = [
    [
      t('facts.contacts'),
      contacts.length === 0 ? (
        t('facts.noContacts')
      ) : (
        <Stack gap={0}>
          {contacts.map((one) => (
            <Text key={one} size="sm">
              {one}
            </Text>
          ))}
        </Stack>
      ),
    ],
    [t('column.since'), <Time key="t" at={createdAt} />],
  ] as const;
  const own = [
    [t('facts.vendor'), vendor ?? t('facts.anyVendor')],
    [t('facts.note'), note === undefined || note === '' ? t('facts.noNote') : note],
  ] as const;
  return <Facts rows={caller.customer === null ? [...rows, ...own] : rows} />;
}
