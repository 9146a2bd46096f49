import { Anchor, Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { STAFF } from '../../api/session';
import { useSession } from '../../api/use-session';
import type { FileResult } from './submit-files';

/** What became of each file, refusals first, with what to do. */
export function ResultList({ results }: { readonly results: readonly FileResult[] }) {
  const { t } = useTranslation('licenses');
  const sorted = [...results.filter(({ outcome }) => !outcome.ok), ...results.filter(({ outcome }) => outcome.ok)];
  return (
    <Stack gap="xs" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {sorted.map((one, i) => (
        <Paper key={`${one.name} ${String(i)}`} withBorder p="sm" component="li">
          <Group gap="sm" align="flex-start" wrap="nowrap">
            <Badge
              color={one.outcome.ok ? '#1e7a34' : 'red.9'}
              variant="filled"
              radius="sm"
              tt="none"
              style={{ flexShrink: 0 }}
              leftSection={one.outcome.ok ? <IconCheck size={13} aria-hidden /> : <IconX size={13} aria-hidden />}
            >
              {t(one.outcome.ok ? `submit.state.${one.outcome.state}` : 'submit.state.refused')}
            </Badge>
            <Stack gap={2} style={{ minWidth: 0 }}>
              <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                {one.name}
              </Text>
              <Outcome outcome={one.outcome} />
            </Stack>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

function Outcome({ outcome }: Pick<FileResult, 'outcome'>) {
  const { t, i18n } = useTranslation('licenses');
  const { isOneOf } = useSession();
  if (!outcome.ok) {
    const key = `refused.${outcome.code}`;
    const own = i18n.exists(`licenses:${key}`);
    return (
      <>
        <Text size="sm">{own ? t(key as 'refused.UNSENT_KEY') : outcome.detail}</Text>
        {outcome.code.endsWith('_UNTRUSTED') && isOneOf(STAFF) && (
          <Anchor component={Link} to="/trust" size="sm">
            {t('submit.toTrust')}
          </Anchor>
        )}
        {own && outcome.detail !== '' && (
          <Text size="xs" c="dimmed" lang="en">
            {outcome.detail}
          </Text>
        )}
        {!own && outcome.advice !== '' && (
          <Text size="sm" lang="en">
            {outcome.advice}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="mono">
          {outcome.code}
        </Text>
      </>
    );
  }
  if (outcome.state === 'announced')
    return <Text size="sm">{t('submit.announced', { vendor: outcome.vendor, count: outcome.keys })}</Text>;
  return (
    <>
      <Text size="sm">
        {t('submit.key', { fingerprint: outcome.fingerprint, customer: outcome.customer })}{' '}
        {outcome.state !== 'pending' && (
          <Anchor component={Link} to={`/licenses/${encodeURIComponent(outcome.licenseId)}`} size="sm">
            {t('submit.toLicense', { license: outcome.licenseId })}
          </Anchor>
        )}
      </Text>
      {outcome.notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" lang="en">
          {note}
        </Text>
      ))}
    </>
  );
}
