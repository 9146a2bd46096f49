import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Page } from '../../parts/page';
import { openTokenForm } from './token-form';
import { TokensTable } from './tokens-table';

/** Every token by which third-party tools ask in place of a license key. */
export default function ToolsPage() {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  return (
    <Page
      title={t('tools.title')}
      description={t('tools.description')}
      actions={
        may('license-manager', 'customer-administrator') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openTokenForm(t('tools.make'))}>
            {t('tools.make')}
          </Button>
        )
      }
    >
      <TokensTable filter={{}} />
    </Page>
  );
}
