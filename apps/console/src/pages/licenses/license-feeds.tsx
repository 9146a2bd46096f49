import { ActionIcon, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { useOne } from '../../parts/use-list';
import { licenseName, licenseRoute } from './license-path';
import { renewedBy } from './renewed';
import type { License } from './types';

/** The feeds that a license covers by itself, and those that the provider granted beside. */
export function LicenseFeeds({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const confirm = useConfirm();
  const ungrant = useAct({
    run: ({ feed, reason }: { feed: string; reason: string }) =>
      api.post(licenseRoute(licenseName(license), 'ungrant'), { feeds: [feed], ...(reason === '' ? {} : { reason }) }),
    done: t('feeds.ungranted'),
    renews: renewedBy(license),
  });
  const ask = async (feed: string): Promise<void> => {
    const reason = await confirm({
      title: t('feeds.ungrantTitle', { feed }),
      text: t('feeds.ungrantText'),
      act: t('feeds.ungrant'),
      reason: 'optional',
    });
    if (reason !== null) ungrant.mutate({ feed, reason });
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{license.feeds === null ? t('feeds.all', { vendor: license.vendor }) : t('feeds.named')}</Text>
      {license.feeds !== null && (
        <Group gap={6}>
          {license.feeds.map((feed) => (
            <Badge key={feed} variant="light" color="indigo" autoContrast tt="none" radius="sm">
              {feed}
            </Badge>
          ))}
        </Group>
      )}
      <Text size="sm">{license.grantedFeeds.length === 0 ? t('feeds.noneGranted') : t('feeds.granted')}</Text>
      {license.grantedFeeds.map((feed) => (
        <Group key={feed} gap={6} wrap="nowrap">
          <Text size="sm" className="mono">
            {feed}
          </Text>
          {may('license-manager') && (
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('feeds.ungrantTitle', { feed })}
              title={t('feeds.ungrantTitle', { feed })}
              onClick={() => void ask(feed)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {may('license-manager') && <GrantForm license={license} />}
    </Stack>
  );
}

function GrantForm({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const [feed, setFeed] = useState<string | null>(null);
  const known = useOne<{ feeds: readonly { feed: string; open: boolean }[] }>('/api/v1/feeds');
  const covered = [...(license.feeds ?? []), ...license.grantedFeeds];
  const choice = (known.data?.feeds ?? [])
    .map((one) => one.feed)
    .filter((one) => !covered.includes(one) && !(license.feeds === null && one.startsWith(`${license.vendor}/`)));
  const grant = useAct({
    run: () =>
      api.post<{ withoutContent: readonly string[] }>(licenseRoute(licenseName(license), 'grant'), {
        feeds: [feed ?? ''],
      }),
    done: ({ withoutContent }) => t(withoutContent.length > 0 ? 'feeds.grantedEmpty' : 'feeds.grantDone'),
    renews: renewedBy(license),
    then: () => setFeed(null),
  });
  if (known.data !== undefined && choice.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('feeds.noMore')}
      </Text>
    );
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t('feeds.grantLabel')}
        placeholder={t('feeds.choose')}
        data={choice}
        value={feed}
        onChange={setFeed}
        searchable
        style={{ flex: '1 1 180px' }}
      />
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={feed === null}
        loading={grant.isPending}
        onClick={() => grant.mutate()}
      >
        {t('feeds.grant')}
      </Button>
    </Group>
  );
}
