import { Anchor, Group, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LICENSE_STATES } from '../licenses/types';
import { StateBadge } from '../licenses/state-badge';
import type { ListedCustomer } from './types';

/** How many licenses a customer has in which state, each a way to them. */
export function StateCounts({ customer }: { readonly customer: Pick<ListedCustomer, 'id' | 'name' | 'states'> }) {
  const { t } = useTranslation('customers');
  const { id, name, states } = customer;
  const present = LICENSE_STATES.filter((state) => (states[state] ?? 0) > 0);
  if (present.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('list.noLicense')}
      </Text>
    );
  return (
    <Group gap={6}>
      {present.map((state) => (
        <Anchor
          key={state}
          component={Link}
          to={`/licenses?customer=${encodeURIComponent(id)}&state=${state}`}
          underline="never"
        >
          <Group gap={4} wrap="nowrap">
            <Text size="sm" c="var(--mantine-color-text)">
              {states[state]}
            </Text>
            <StateBadge state={state} />
            <VisuallyHidden>{t('list.ofCustomer', { name })}</VisuallyHidden>
          </Group>
        </Anchor>
      ))}
    </Group>
  );
}
