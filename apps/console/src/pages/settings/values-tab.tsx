import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { DataTable } from '../../parts/data-table';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { SettingEditor } from './setting-editor';
import { valueText } from './setting-text';
import type { InstallationSettings, Setting } from './types';
import { SETTINGS } from './paths';

/** Limits, or retention: what holds now, who said so, and the way to change it. */
export function ValuesTab({ group }: { readonly group: Setting['group'] }) {
  const { t, i18n } = useTranslation('settings');
  const { may } = useSession();
  const query = useOne<InstallationSettings>(SETTINGS);
  const [edited, setEdited] = useState<Setting | null>(null);
  const rows = query.data?.settings.filter((one) => one.group === group);
  const awaiting = rows?.filter(({ awaitsRestart }) => awaitsRestart) ?? [];
  const text = ({ unit }: Setting, value: number | boolean): string =>
    valueText(unit, value, i18n.language, (on) => t(on ? 'common:yes' : 'common:no'));
  return (
    <Stack gap="md">
      <Text c="dimmed" size="sm" maw={760}>
        {t(`values.${group}`)} {t('values.text')}
      </Text>
      {awaiting.length > 0 && (
        <Alert color="yellow" title={t('values.awaits')}>
          {awaiting.map(({ name, process }) => `${t(`name.${name}`)} (${process})`).join(', ')}
        </Alert>
      )}
      <DataTable
        label={t(`tab.${group}`)}
        query={query}
        rows={rows}
        rowKey={({ name }) => name}
        empty={{ title: t('values.none'), text: t('values.noneText') }}
        columns={[
          { key: 'name', title: t('values.name'), render: (one) => <Name setting={one} /> },
          { key: 'value', title: t('values.value'), render: (one) => <Text fw={600}>{text(one, one.value)}</Text> },
          {
            key: 'origin',
            title: t('values.origin'),
            render: (one) => (
              <Stack gap={2} align="flex-start">
                <Badge
                  variant="light"
                  color={one.origin === 'console' ? 'indigo' : 'gray'}
                  tt="none"
                  radius="sm"
                  miw="max-content"
                >
                  {t(`origin.${one.origin}`)}
                </Badge>
                {one.setAt !== null && (
                  <Text size="xs" c="dimmed">
                    {one.setBy}, <Time at={one.setAt} />
                  </Text>
                )}
              </Stack>
            ),
          },
          { key: 'default', title: t('values.default'), render: (one) => text(one, one.default) },
          {
            key: 'act',
            title: t('values.act'),
            render: (one) =>
              may() && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('values.change', { name: t(`name.${one.name}`) })}
                  onClick={() => setEdited(one)}
                >
                  {t('common:act.edit')}
                </Button>
              ),
          },
        ]}
      />
      {edited !== null && (
        <SettingEditor
          key={edited.name}
          setting={edited}
          revision={query.data?.revision ?? 0}
          text={(value) => text(edited, value)}
          onClose={() => setEdited(null)}
        />
      )}
    </Stack>
  );
}

function Name({ setting }: { readonly setting: Setting }) {
  const { t } = useTranslation('settings');
  return (
    <Stack gap={2} miw={200}>
      <Text size="sm" fw={500}>
        {t(`name.${setting.name}`)}
      </Text>
      <Group gap={6}>
        <Text size="xs" c="dimmed" className="mono">
          {setting.name}, {setting.process}
        </Text>
        {setting.restart && (
          <Badge size="xs" variant="outline" color="gray" tt="none" radius="sm">
            {t('values.restart')}
          </Badge>
        )}
      </Group>
    </Stack>
  );
}
