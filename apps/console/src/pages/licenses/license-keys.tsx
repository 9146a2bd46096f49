import { ActionIcon, Group, Stack, Table, Text } from '@mantine/core';
import { IconBan, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { licenseName, licenseRoute } from './license-path';
import { renewedBy } from './renewed';
import { saveLicenseFile } from './save-license-file';
import { StateBadge } from './state-badge';
import type { License, LicenseKey } from './types';
import { ScrollBox } from '../../parts/scroll-box';

/** The keys of a license, newest first, each with what a request with it gets. */
export function LicenseKeys({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const confirm = useConfirm();
  const revoke = useAct({
    run: ({ reason, fingerprint }: { reason: string; fingerprint: string }) =>
      api.post(licenseRoute(licenseName(license), 'revoke'), { reason, fingerprint }),
    done: t('act.revoked'),
    renews: renewedBy(license),
  });
  const save = useAct({ run: (fingerprint: string) => saveLicenseFile(license, fingerprint), done: null });
  const ask = async (fingerprint: string): Promise<void> => {
    const reason = await confirm({
      title: t('revoke.keyTitle', { fingerprint }),
      text: t('revoke.keyText'),
      act: t('act.revokeKey'),
      word: fingerprint,
      reason: 'needed',
      isDangerous: true,
    });
    if (reason !== null) revoke.mutate({ reason, fingerprint });
  };
  return (
    <ScrollBox label={t('keys.title')}>
      <Table aria-label={t('keys.title')} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('keys.fingerprint')}</Table.Th>
            <Table.Th scope="col">{t('column.state')}</Table.Th>
            <Table.Th scope="col">{t('keys.issued')}</Table.Th>
            <Table.Th scope="col">{t('keys.submitted')}</Table.Th>
            <Table.Th scope="col">{t('keys.acts')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {license.keys.map((key) => (
            <Table.Tr key={key.fingerprint}>
              <Table.Td>
                <CopyText text={key.fingerprint} what={t('keys.fingerprint')} />
              </Table.Td>
              <Table.Td>
                <Stack gap={2} miw={150}>
                  <span>
                    <StateBadge state={key.state} />
                  </span>
                  <Since of={key} />
                </Stack>
              </Table.Td>
              <Table.Td>
                <Time at={key.issuedAt} />
              </Table.Td>
              <Table.Td>
                <Time at={key.submittedAt} />
                <Text size="xs" c="dimmed">
                  {key.submittedBy}
                </Text>
              </Table.Td>
              <Table.Td>
                <Group gap={4} wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('keys.file', { fingerprint: key.fingerprint })}
                    title={t('keys.file', { fingerprint: key.fingerprint })}
                    onClick={() => save.mutate(key.fingerprint)}
                  >
                    <IconDownload size={16} aria-hidden />
                  </ActionIcon>
                  {key.revokedAt === null && may('license-manager', 'customer-administrator') && (
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={t('keys.revoke', { fingerprint: key.fingerprint })}
                      title={t('keys.revoke', { fingerprint: key.fingerprint })}
                      onClick={() => void ask(key.fingerprint)}
                    >
                      <IconBan size={16} aria-hidden />
                    </ActionIcon>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function Since({ of: key }: { readonly of: LicenseKey }) {
  const { t } = useTranslation('licenses');
  const [what, at] =
    key.revokedAt !== null
      ? (['keys.revokedAt', key.revokedAt] as const)
      : key.overlapEndsAt !== null
        ? ([key.state === 'overlap' ? 'keys.goesOn' : 'keys.ended', key.overlapEndsAt] as const)
        : (['', null] as const);
  if (at === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {t(what)} <Time at={at} />
    </Text>
  );
}
