import { Button, Group, NumberInput, Paper, SimpleGrid, Stack, TagsInput, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import type { ProxySettings } from './types';
import { DEFAULTS, PROXIES } from './types';

/** Section, member, least and most, as the service takes them. */
export const MEMBERS = [
  ['cache', 'presentSeconds', 1, 2_592_000],
  ['cache', 'absentSeconds', 1, 2_592_000],
  ['offline', 'answersHours', 0, 8_784],
  ['offline', 'keysHours', 0, 8_784],
  ['limits', 'requestsPerSecond', 1, 1_000_000],
  ['limits', 'connections', 1, 1_000_000],
  ['limits', 'queueBytes', 1_048_576, 1_099_511_627_776],
] as const;

type Draft = Readonly<Record<string, number | ''>>;

/** A member of the settings; undefined: it is not set. */
export function memberOf(settings: ProxySettings, section: string, name: string): number | undefined {
  const part = settings[section as 'cache'] as Readonly<Record<string, number>> | undefined;
  return part?.[name];
}

function settingsOf(draft: Draft, allowedClients: readonly string[]): ProxySettings {
  const settings: Record<string, Record<string, number>> = {};
  for (const [section, name] of MEMBERS) {
    const value = draft[name];
    if (typeof value === 'number') settings[section] = { ...settings[section], [name]: value };
  }
  return { ...settings, ...(allowedClients.length === 0 ? {} : { allowedClients }) };
}

interface SteeringFormProps {
  readonly title: string;
  readonly text: string;
  /** Where it is put, with its revision. */
  readonly path: string;
  readonly settings: ProxySettings;
}

/** What is set centrally; what is left empty is left to others. */
export function SteeringForm({ title, text, path, settings }: SteeringFormProps) {
  const { t } = useTranslation('proxies');
  const { may } = useSession();
  const [draft, setDraft] = useState<Draft>(() =>
    Object.fromEntries(MEMBERS.map(([section, name]) => [name, memberOf(settings, section, name) ?? ''])),
  );
  const [clients, setClients] = useState<string[]>([...(settings.allowedClients ?? [])]);
  const save = useAct({
    run: () => api.put(path, settingsOf(draft, clients)),
    done: t('steered'),
    renews: [[PROXIES], [DEFAULTS], [path.replace(/\/settings\?.*$/, '')]],
  });
  const mayNot = !may('operator');
  return (
    <Paper withBorder p="md" component="section">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          <div>
            <Title order={2} size="h4">
              {title}
            </Title>
            <Text size="sm" c="dimmed" maw={720}>
              {text}
            </Text>
          </div>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {MEMBERS.map(([section, name, min, max]) => (
              <NumberInput
                key={name}
                label={t(`member.${section}.${name}`)}
                placeholder={t('notSet')}
                value={draft[name] ?? ''}
                min={min}
                max={max}
                allowDecimal={false}
                readOnly={mayNot}
                onChange={(value) => setDraft({ ...draft, [name]: value === '' ? '' : Number(value) })}
              />
            ))}
          </SimpleGrid>
          <TagsInput
            label={t('member.allowedClients')}
            description={t('clientsText')}
            placeholder="10.0.0.0/8"
            value={clients}
            maxTags={256}
            readOnly={mayNot}
            onChange={setClients}
          />
          {!mayNot && (
            <Group>
              <Button type="submit" loading={save.isPending}>
                {t('common:act.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
