import { Button, Checkbox, Group, Modal, NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { RESTRICTIONS } from './paths';
import { OBJECT_TYPES } from './types';

const utc = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());

/** Requests that are not to be taken for a time, or from a share of endpoints only. */
export function RestrictionForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [objects, setObjects] = useState<string[]>([]);
  const [mode, setMode] = useState('disabled');
  const [sample, setSample] = useState(10);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const set = useAct({
    run: () =>
      api.post(RESTRICTIONS, {
        objects,
        mode,
        sample: mode === 'sampled' ? sample : null,
        from: utc(from),
        until: utc(until),
        reason: reason.trim(),
      }),
    done: t('requests.set'),
    renews: [[RESTRICTIONS]],
    then: onClose,
    isQuiet: true,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('requests.add')}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate();
        }}
      >
        <Stack gap="md">
          <Checkbox.Group label={t('requests.kinds')} value={objects} onChange={setObjects} withAsterisk>
            <Group mt="xs">
              {OBJECT_TYPES.map((one) => (
                <Checkbox key={one} value={one} label={t(`object.${one}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <Radio.Group label={t('requests.mode')} value={mode} onChange={setMode}>
            <Stack gap="xs" mt="xs">
              <Radio value="disabled" label={t('requests.disabled')} />
              <Radio value="sampled" label={t('requests.sampled')} />
            </Stack>
          </Radio.Group>
          {mode === 'sampled' && (
            <NumberInput
              label={t('requests.share')}
              value={sample}
              min={1}
              max={99}
              allowDecimal={false}
              onChange={(share) => setSample(Number(share))}
            />
          )}
          <Group grow>
            <TextInput
              type="datetime-local"
              label={t('requests.fromOptional')}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label={t('requests.untilOptional')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </Group>
          <TextInput
            label={t('requests.reason')}
            description={t('requests.reasonText')}
            value={reason}
            required
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {set.error !== null && <Fault error={set.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:act.cancel')}
            </Button>
            <Button
              type="submit"
              color="red.8"
              loading={set.isPending}
              disabled={objects.length === 0 || reason.trim() === ''}
            >
              {t('requests.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
