import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import { CustomerView } from './customer-view';
import { HealthCard } from './health-card';
import { LiveSection } from './live-section';
import { NeedsList } from './needs-list';
import { RecentChanges } from './recent-changes';
import { StateCards } from './state-cards';
import type { Overview } from './types';
import { OVERVIEW_PATH } from './types';

const EVERY_MS = 10_000;

export default function OverviewPage() {
  const { t } = useTranslation('overview');
  const { caller } = useSession();
  return <Page title={t('title')}>{caller.role === 'customer-administrator' ? <CustomerView /> : <StaffView />}</Page>;
}

function StaffView() {
  const query = useOne<Overview>(OVERVIEW_PATH, { everyMs: EVERY_MS });
  return (
    <Fetched query={query}>
      {(overview) => (
        <Stack gap="lg">
          <HealthCard overview={overview} />
          <NeedsList needs={overview.needs} inAll={overview.needsInAll} />
          <LiveSection />
          <StateCards overview={overview} />
          <RecentChanges changes={overview.changes} query={query} />
        </Stack>
      )}
    </Fetched>
  );
}
