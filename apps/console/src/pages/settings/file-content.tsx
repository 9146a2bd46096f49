import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Radio,
  Select,
  Stack,
  TagsInput,
  Textarea,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { useAct } from '../../parts/use-act';
import { Section } from './section';
import type { PolicySwitch, StoredSettings } from './types';

const PATH = '/api/v1/provider/settings';
const CA_WORDS = ['installation', 'public'];
const OFFLINE = { maxAgeHours: 72, beyond: 'grey', switched: 'off' } as const;

/** What the next settings file will say; files that were issued stay as they are. */
export function FileContent({ settings }: { readonly settings: StoredSettings }) {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const [draft, setDraft] = useState(settings);
  const set = (change: Partial<StoredSettings>): void => setDraft({ ...draft, ...change });
  const policy = (change: Partial<StoredSettings['policy']>): void => set({ policy: { ...draft.policy, ...change } });
  const save = useAct({
    run: () => api.put(PATH, draft),
    done: t('content.saved'),
    renews: [[PATH], ['/api/v1/alerts']],
  });
  const isOwnCa = !CA_WORDS.includes(draft.ca);
  return (
    <Section title={t('content.title')} text={t('content.text')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Fieldset disabled={!may()} variant="unstyled">
          <Stack gap="md" maw={640}>
            <TagsInput
              label={t('content.addresses')}
              description={t('content.addressesText')}
              value={[...draft.addresses]}
              placeholder="https://"
              onChange={(addresses) => set({ addresses })}
            />
            <Radio.Group
              label={t('content.ca')}
              value={isOwnCa ? 'own' : draft.ca}
              onChange={(ca) => set({ ca: ca === 'own' ? '' : ca })}
            >
              <Stack gap="xs" mt="xs">
                {[...CA_WORDS, 'own'].map((one) => (
                  <Radio key={one} value={one} label={t(`content.ca-${one}`)} />
                ))}
              </Stack>
            </Radio.Group>
            {isOwnCa && (
              <Textarea
                label={t('content.pem')}
                value={draft.ca}
                minRows={4}
                autosize
                maxRows={10}
                required
                spellCheck={false}
                classNames={{ input: 'mono' }}
                onChange={(event) => set({ ca: event.currentTarget.value })}
              />
            )}
            <TagsInput
              label={t('content.proxies')}
              description={t('content.proxiesText')}
              value={[...draft.policy.proxies]}
              placeholder="https://"
              onChange={(proxies) => policy({ proxies })}
            />
            <Checkbox
              label={t('content.direct')}
              checked={draft.policy.directFallback}
              onChange={(event) => policy({ directFallback: event.currentTarget.checked })}
            />
            <Group grow align="flex-start">
              <SwitchSelect
                label={t('content.requests')}
                free={{ mode: 'free', value: true }}
                value={draft.policy.requests}
                onChange={(requests) => policy({ requests })}
              />
              <SwitchSelect
                label={t('content.contributions')}
                free={{ mode: 'free', value: false }}
                value={draft.policy.contributions}
                onChange={(contributions) => policy({ contributions })}
              />
            </Group>
            <Checkbox
              label={t('content.offline')}
              checked={draft.offline !== null}
              onChange={(event) => set({ offline: event.currentTarget.checked ? OFFLINE : null })}
            />
            {draft.offline !== null && <OfflineFields value={draft.offline} onChange={(offline) => set({ offline })} />}
            <NumberInput
              label={t('content.validity')}
              value={draft.validityDays}
              min={1}
              max={3_660}
              allowDecimal={false}
              maw={220}
              onChange={(days) => set({ validityDays: Number(days) })}
            />
            {may() && (
              <Group>
                <Button type="submit" loading={save.isPending}>
                  {t('common:act.save')}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      </form>
    </Section>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly free: PolicySwitch;
  readonly value: PolicySwitch;
  readonly onChange: (value: PolicySwitch) => void;
}

function SwitchSelect({ label, free, value, onChange }: SwitchProps) {
  const { t } = useTranslation('settings');
  return (
    <Select
      label={label}
      allowDeselect={false}
      value={value.mode === 'free' ? 'free' : value.value ? 'on' : 'off'}
      data={['free', 'on', 'off'].map((one) => ({ value: one, label: t(`content.switch-${one}`) }))}
      onChange={(chosen) => onChange(chosen === 'free' ? free : { mode: 'locked', value: chosen === 'on' })}
    />
  );
}

type Offline = NonNullable<StoredSettings['offline']>;

function OfflineFields({ value, onChange }: { readonly value: Offline; readonly onChange: (value: Offline) => void }) {
  const { t } = useTranslation('settings');
  return (
    <Group grow align="flex-end">
      <NumberInput
        label={t('content.maxAge')}
        value={value.maxAgeHours}
        min={0}
        max={8_784}
        allowDecimal={false}
        onChange={(hours) => onChange({ ...value, maxAgeHours: Number(hours) })}
      />
      <Select
        label={t('content.beyond')}
        allowDeselect={false}
        value={value.beyond}
        data={['grey', 'error'].map((one) => ({ value: one, label: t(`content.beyond-${one}`) }))}
        onChange={(beyond) => onChange({ ...value, beyond: beyond === 'error' ? 'error' : 'grey' })}
      />
      <Select
        label={t('content.switched')}
        allowDeselect={false}
        value={value.switched}
        data={['off', 'cache'].map((one) => ({ value: one, label: t(`content.switched-${one}`) }))}
        onChange={(switched) => onChange({ ...value, switched: switched === 'cache' ? 'cache' : 'off' })}
      />
    </Group>
  );
}
