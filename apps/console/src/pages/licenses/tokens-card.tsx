import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { Card } from './card';
import { openTokenForm } from './token-form';
import { licenseName } from './license-path';
import { TokensTable } from './tokens-table';
import type { License } from './types';

/** The tokens by which tools act for this license. */
export function TokensCard({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const name = licenseName(license);
  const add = may('license-manager', 'customer-administrator') && (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => openTokenForm(t('tools.make'), name)}
    >
      {t('tools.make')}
    </Button>
  );
  return (
    <Card title={t('tools.ofLicense')} actions={add}>
      <TokensTable filter={{ license: name }} hidden={['license']} />
    </Card>
  );
}
