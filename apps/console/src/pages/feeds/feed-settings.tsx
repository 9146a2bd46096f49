import { Button, Checkbox, Group, NumberInput, Paper, Radio, Select, Stack, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useAct } from '../../parts/use-act';
import type { FeedView } from './types';
import { FEED_KEYS } from './types';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const DAILY = /^(\d\d:\d\d) (.+)$/;

/** Priority, activation and openness of a feed. */
export function FeedSettings({ feed }: { readonly feed: FeedView }) {
  const { t } = useTranslation('feeds');
  const [, hour = '02:00', zone = Intl.DateTimeFormat().resolvedOptions().timeZone] = DAILY.exec(feed.activation) ?? [];
  const [priority, setPriority] = useState<number | string>(feed.priority);
  const [policy, setPolicy] = useState(DAILY.test(feed.activation) ? 'daily' : feed.activation);
  const [at, setAt] = useState(hour);
  const [timeZone, setTimeZone] = useState<string | null>(zone);
  const [isOpen, setOpen] = useState(feed.open);
  const activation = policy === 'daily' ? `${at} ${timeZone ?? 'UTC'}` : policy;
  const changed = {
    ...(Number(priority) === feed.priority ? {} : { priority: Number(priority) }),
    ...(activation === feed.activation ? {} : { activation }),
    ...(isOpen === feed.open ? {} : { open: isOpen }),
  };
  const save = useAct({
    run: () => api.patch(`/api/v1/feeds/${feed.feed}`, changed),
    done: t('settings.done'),
    renews: FEED_KEYS,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit} aria-labelledby="settings">
      <Stack gap="md">
        <Title order={2} size="h4" id="settings">
          {t('settings.title')}
        </Title>
        <NumberInput
          label={t('fact.priority')}
          description={t('settings.priority')}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          clampBehavior="strict"
          value={priority}
          onChange={setPriority}
          maw={420}
        />
        <Radio.Group
          label={t('fact.activation')}
          description={t('settings.activation')}
          value={policy}
          onChange={setPolicy}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="immediate" label={t('activation.immediate')} />
            <Radio value="daily" label={t('settings.daily')} />
            <Radio value="manual" label={t('activation.manual')} />
          </Stack>
        </Radio.Group>
        {policy === 'daily' && (
          <Group align="flex-end">
            <TextInput
              type="time"
              label={t('settings.hour')}
              value={at}
              required
              onChange={(event) => setAt(event.currentTarget.value)}
            />
            <Select
              label={t('settings.zone')}
              data={ZONES}
              searchable
              value={timeZone}
              onChange={setTimeZone}
              allowDeselect={false}
              limit={100}
            />
          </Group>
        )}
        <Checkbox
          label={t('settings.open')}
          description={t('settings.openText')}
          checked={isOpen}
          onChange={(event) => setOpen(event.currentTarget.checked)}
        />
        <Group>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={Object.keys(changed).length === 0 || priority === ''}
          >
            {t('common:act.save')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
