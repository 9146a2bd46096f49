import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { STEPS, stepOf } from './setting-text';
import type { Setting } from './types';
import { SETTINGS } from './paths';

interface EditorProps {
  readonly setting: Setting;
  readonly revision: number;
  readonly text: (value: number | boolean) => string;
  readonly onClose: () => void;
}

/** Another value for one setting, or its process' own again. */
export function SettingEditor({ setting, revision, text, onClose }: EditorProps) {
  const { t } = useTranslation('settings');
  const [value, setValue] = useState<number | boolean>(setting.value);
  const save = useAct({
    run: (next: number | boolean | null) => api.put(SETTINGS, { revision, settings: { [setting.name]: next } }),
    done: t(setting.restart ? 'values.savedRestart' : 'values.saved'),
    renews: [[SETTINGS]],
    then: onClose,
    isQuiet: true,
  });
  const { min, max, own, origin, name } = setting;
  const isWithin =
    typeof value === 'boolean' ||
    ((min === null || value >= min) && (max === null || value <= max) && Number.isInteger(value));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`name.${name}`)}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isWithin) save.mutate(value);
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`help.${name}`)}</Text>
          {typeof value === 'boolean' ? (
            <Switch
              label={t(`name.${name}`)}
              checked={value}
              onChange={(event) => setValue(event.currentTarget.checked)}
            />
          ) : (
            <Amount setting={setting} value={value} onChange={setValue} />
          )}
          {min !== null && max !== null && (
            <Text size="xs" c={isWithin ? 'dimmed' : 'red.8'}>
              {t('values.bounds', { min: text(min), max: text(max) })}
            </Text>
          )}
          {setting.restart && <Text size="sm">{t('values.restartText', { process: setting.process })}</Text>}
          {save.error !== null && <Fault error={save.error} />}
          <Group justify="space-between">
            {origin === 'console' ? (
              <Button variant="default" loading={save.isPending} onClick={() => save.mutate(null)}>
                {t('values.back', { value: text(own) })}
              </Button>
            ) : (
              <span />
            )}
            <Button type="submit" loading={save.isPending} disabled={!isWithin}>
              {t('common:act.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface AmountProps {
  readonly setting: Setting;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number and what it counts. */
function Amount({ setting: { unit, name }, value, onChange }: AmountProps) {
  const { t } = useTranslation('settings');
  const kind = unit === 'bytes' ? 'bytes' : 'duration';
  const [step, setStep] = useState(() => stepOf(kind, value));
  const steps = STEPS[kind];
  const size = unit === 'count' ? 1 : (steps.find(([one]) => one === step)?.[1] ?? 1);
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <NumberInput
        label={t('values.value')}
        aria-label={t(`name.${name}`)}
        data-autofocus
        min={0}
        value={value / size}
        style={{ flex: 1 }}
        onChange={(amount) => onChange(Math.round(Number(amount) * size))}
      />
      {unit !== 'count' && (
        <Select
          aria-label={t('values.unit')}
          allowDeselect={false}
          value={step}
          data={steps.map(([one]) => ({ value: one, label: t(`unit.${one}`) }))}
          onChange={(next) => {
            const other = steps.find(([one]) => one === next);
            if (other === undefined) return;
            setStep(other[0]);
            onChange(Math.round((value / size) * other[1]));
          }}
        />
      )}
    </Group>
  );
}
