import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { CopyText } from '../../parts/copy-text';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import { Card } from './card';
import { HistoryCard } from './history-card';
import { LicenseActs } from './license-acts';
import { LicenseFacts } from './license-facts';
import { LicenseFeeds } from './license-feeds';
import { LicenseKeys } from './license-keys';
import { LicenseStanding } from './license-standing';
import { licenseName, licenseRoute } from './license-path';
import { RolloutCard } from './rollout-card';
import { TokensCard } from './tokens-card';
import type { License } from './types';

/** One license: how it stands and why, its keys, feeds, use, tools and story, and all that can be done with it. */
export default function LicensePage() {
  const { t } = useTranslation('licenses');
  const { name = '' } = useParams();
  const query = useOne<License>(licenseRoute(name));
  return (
    <Page
      title={query.data === undefined ? name : t('one.title', { customer: query.data.customer.name })}
      {...(query.data === undefined
        ? {}
        : { description: <CopyText text={query.data.licenseId} what={t('tools.license')} /> })}
      above={[{ title: t('list.title'), to: '/licenses' }]}
      actions={query.data === undefined ? null : <LicenseActs license={query.data} />}
    >
      <Fetched query={query}>{(license) => <Content license={license} />}</Fetched>
    </Page>
  );
}

function Content({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const name = licenseName(license);
  return (
    <Stack gap="lg">
      <LicenseStanding license={license} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={t('facts.title')}>
          <LicenseFacts license={license} />
        </Card>
        <Card title={t('feeds.title')}>
          <LicenseFeeds license={license} />
        </Card>
      </SimpleGrid>
      <Card title={t('keys.title')}>
        <LicenseKeys license={license} />
      </Card>
      <RolloutCard license={license} />
      <TokensCard license={license} />
      <HistoryCard path={licenseRoute(name, 'history')} />
    </Stack>
  );
}
