import { Alert, Anchor, SimpleGrid, Stack } from '@mantine/core';
import { IconBiohazard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import { Card } from '../licenses/card';
import { LeftStanding } from './left-standing';
import { SampleActs } from './sample-acts';
import { SampleContents } from './sample-contents';
import { SampleFacts } from './sample-facts';
import { SampleVerdict } from './sample-verdict';
import { sampleRoute } from './sample-path';
import type { Sample } from './types';
import { VerdictForm } from './verdict-form';

/** One suspicious file: what is known of it, what was said of it, and all that an analyst does with it. */
export default function SamplePage() {
  const { t } = useTranslation('submissions');
  const { id = '' } = useParams();
  const query = useOne<Sample>(sampleRoute(id));
  return (
    <Page
      title={t('one.title', { id })}
      above={[{ title: t('list.title'), to: '/submissions' }]}
      actions={query.data === undefined ? null : <SampleActs sample={query.data} />}
    >
      <Fetched query={query}>{(sample) => <Content sample={sample} />}</Fetched>
    </Page>
  );
}

function Content({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('submissions');
  const { may } = useSession();
  return (
    <Stack gap="lg">
      <Alert color="red" icon={<IconBiohazard size={20} aria-hidden />} title={t('one.live')}>
        {t('one.liveText')}
      </Alert>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card
          title={t('facts.title')}
          actions={
            <Anchor component={Link} to={`/lookup?object=${sample.sha256}`} size="sm">
              {t('one.lookUp')}
            </Anchor>
          }
        >
          <SampleFacts sample={sample} />
        </Card>
        <Card title={t('verdict.title')}>
          <SampleVerdict sample={sample} />
          {sample.verdict !== null && <LeftStanding sample={sample} />}
        </Card>
      </SimpleGrid>
      <Card title={t('contents.title')}>
        <SampleContents sample={sample} />
      </Card>
      {may('operator') && (
        <Card title={t('decide.title')}>
          <VerdictForm sample={sample} />
        </Card>
      )}
    </Stack>
  );
}
