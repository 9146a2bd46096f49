import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { useOne } from '../../parts/use-list';
import { GuardImport } from './guard-import';
import { GuardLists } from './guard-lists';
import { ThresholdList } from './threshold-list';
import type { GuardsAnswer } from './types';
import { GUARDS } from './types';

export default function GuardsPage() {
  const { t } = useTranslation('guards');
  const { may } = useSession();
  const query = useOne<GuardsAnswer>(GUARDS, { everyMs: 30_000 });
  return (
    <Page title={t('title')} description={t('description')}>
      <GuardLists query={query} />
      {may('operator') && <GuardImport />}
      <ThresholdList query={query} />
    </Page>
  );
}
