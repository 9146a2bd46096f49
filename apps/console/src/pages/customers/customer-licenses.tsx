import { Anchor, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { licensePage } from '../licenses/license-path';
import { StateBadge } from '../licenses/state-badge';
import { Why } from '../licenses/why-text';
import type { CustomerDetails } from './types';

const SHOWN = 50;

/** The licenses of a customer, each with why it stands as it does. */
export function CustomerLicenses({ customer }: { readonly customer: CustomerDetails }) {
  const { t } = useTranslation('customers');
  const { id, licenses } = customer;
  if (licenses.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('licenses.none')}
      </Text>
    );
  return (
    <Stack gap="xs">
      {licenses.slice(0, SHOWN).map((one) => (
        <Paper key={`${one.vendor}:${one.licenseId}`} withBorder p="sm">
          <Group gap="sm" align="flex-start">
            <StateBadge state={one.state} />
            <Stack gap={0} style={{ flex: '1 1 220px', minWidth: 0 }}>
              <Anchor component={Link} to={licensePage(one)} size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                {one.licenseId}
              </Anchor>
              <Text size="xs" c="dimmed">
                {[one.vendor, one.product, one.edition, one.keys[0]?.fingerprint ?? ''].join(' · ')}
              </Text>
              <Why license={one} />
            </Stack>
          </Group>
        </Paper>
      ))}
      {licenses.length > SHOWN && (
        <Anchor component={Link} to={`/licenses?customer=${encodeURIComponent(id)}`} size="sm">
          {t('licenses.all', { count: licenses.length })}
        </Anchor>
      )}
    </Stack>
  );
}
