import { Alert, Anchor, Group, List, Paper, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { useOne } from '../../parts/use-list';
import { StateBadge } from './state-badge';
import type { KeyAnswer, License } from './types';
import { Why } from './why-text';

const SOON_MS = 30 * 86_400_000;

/** How a license stands, why, and what somebody should do about it. */
export function LicenseStanding({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const { caller } = useSession();
  const [newest] = license.keys;
  const judged = useOne<KeyAnswer>(`/api/v1/license-keys/${newest?.fingerprint ?? ''}`, {
    isOn: newest !== undefined,
  });
  const mine = judged.data?.keys.find((one) => one.license.licenseId === license.licenseId);
  const side = caller.customer === null ? 'provider' : 'customer';
  const isEnding = license.state === 'current' && Date.parse(license.expiresAt) - Date.now() < SOON_MS;
  const advised = isEnding ? 'ending' : license.state;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group gap="sm" wrap="wrap">
          <StateBadge state={license.state} />
          <Why license={license} size="md" />
        </Group>
        {advised !== 'current' && <Text size="sm">{t(`todo.${side}.${advised}` as 'todo.provider.expired')}</Text>}
        {mine?.code === 'LICENSE_SCOPE' && (
          <Alert color="red" title={t('scope.title')} icon={<IconInfoCircle size={18} aria-hidden />}>
            {t(`scope.${side}`)}{' '}
            {side === 'provider' && (
              <Anchor component={Link} to="/packages" c="inherit" underline="always">
                {t('scope.toPackages')}
              </Anchor>
            )}
          </Alert>
        )}
        {mine !== undefined && mine.code !== 'LICENSE_SCOPE' && mine.emptyFeeds.length > 0 && (
          <Alert color="yellow" title={t('scope.empty')} icon={<IconInfoCircle size={18} aria-hidden />}>
            <List size="sm">
              {mine.emptyFeeds.map((feed) => (
                <List.Item key={feed}>{feed}</List.Item>
              ))}
            </List>
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}
