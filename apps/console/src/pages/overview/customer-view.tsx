import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { Tile } from './live-section';
import { NeedsList } from './needs-list';
import type { CustomerOverview } from './types';
import { OVERVIEW_PATH } from './types';

/** What a customer's own administrator sees: what is its customer's. */
export function CustomerView() {
  const { t, i18n } = useTranslation('overview');
  const query = useOne<CustomerOverview>(OVERVIEW_PATH, { everyMs: 30_000 });
  return (
    <Fetched query={query}>
      {({ needs, counts, generation }) => (
        <Stack gap="lg">
          <NeedsList needs={needs} inAll={needs.length} />
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            {Object.entries(counts.licenses).map(([state, n]) => (
              <Tile key={state} label={t(`licenseState.${state}`)} value={count(n, i18n.language)} />
            ))}
            <Tile label={t('state.expiringSoon')} value={count(counts.expiring['30d'], i18n.language)} />
          </SimpleGrid>
          {generation !== null && (
            <Text c="dimmed">
              {t('health.generation', { number: generation.number })} <Time at={generation.since} form="ago" />
            </Text>
          )}
        </Stack>
      )}
    </Fetched>
  );
}
