import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../parts/copy-text';
import { Time } from '../../parts/time';
import type { TrustDetail } from './types';

interface TrustChangeProps {
  readonly detail: TrustDetail;
  readonly isGiven: boolean;
  /** The second person has to compare the fingerprint, too. */
  readonly mustCompare: boolean;
}

/** The vendor, its fingerprint in groups, its keys; or what is lost with the trust. */
export function TrustChange({ detail, isGiven, mustCompare }: TrustChangeProps) {
  const { t } = useTranslation('approvals');
  const { vendor, version, fingerprint, expires, keys = [], stakes } = detail;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t(isGiven ? 'trustGiven' : 'trustEnded', { vendor })}
        </Title>
        <Text size="sm">{t('rootVersion', { version })}</Text>
        {expires !== undefined && (
          <Text size="sm" component="div">
            {t('rootExpires')} <Time at={expires} />
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t('fingerprint')}
        </Text>
        <Text className="mono" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {fingerprint.replace(/(.{4})(?=.)/g, '$1 ')}
        </Text>
        {mustCompare && (
          <Alert color="orange" variant="light" icon={<IconFingerprint size={18} aria-hidden />} title={t('compare')}>
            {t('compareText')}
          </Alert>
        )}
        {keys.map(({ role, keyid }) => (
          <Stack key={`${role} ${keyid}`} gap={0}>
            <Text size="sm">{t('keyOf', { role })}</Text>
            <CopyText text={keyid} shown={`${keyid.slice(0, 24)}…`} what={t('keyOf', { role })} />
          </Stack>
        ))}
        {stakes != null && (
          <>
            <Text>
              {stakes.feeds.length === 0 ? t('noFeeds') : t('feedsLeave', { feeds: stakes.feeds.join(', ') })}
            </Text>
            <Text>{t('licensesSee', { count: stakes.licenses, customers: stakes.customers })}</Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}
