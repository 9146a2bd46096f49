import { Button, NumberInput, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useAct } from '../../parts/use-act';
import { licenseName, licenseRoute } from './license-path';
import { renewedBy } from './renewed';
import type { License } from './types';

const MOST_HOURS = 8_784;

/** Opens the dialog that sets how long replaced keys go on. */
export function openOverlap(license: License, title: string, hours = license.overlapHours): void {
  const id = modals.open({
    title,
    children: <OverlapForm license={license} first={hours} onDone={() => modals.close(id)} />,
  });
}

interface OverlapFormProps {
  readonly license: License;
  readonly first: number;
  readonly onDone: () => void;
}

function OverlapForm({ license, first, onDone }: OverlapFormProps) {
  const { t } = useTranslation('licenses');
  const [hours, setHours] = useState<number | string>(first);
  const set = useAct({
    run: () => api.post(licenseRoute(licenseName(license), 'overlap'), { hours: Number(hours) }),
    done: t('overlap.done'),
    renews: renewedBy(license),
    then: onDone,
  });
  const isReady = typeof hours === 'number' && Number.isInteger(hours) && hours >= 0 && hours <= MOST_HOURS;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) set.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t('overlap.text')}</Text>
        <NumberInput
          label={t('overlap.hours')}
          description={t('overlap.hint')}
          min={0}
          max={MOST_HOURS}
          allowDecimal={false}
          value={hours}
          onChange={setHours}
          data-autofocus
        />
        <Text size="sm" c="dimmed">
          {t('overlap.days', { days: Math.round((Number(hours) / 24) * 10) / 10 })}
        </Text>
        <Button type="submit" disabled={!isReady} loading={set.isPending} style={{ alignSelf: 'flex-end' }}>
          {t('act.overlap')}
        </Button>
      </Stack>
    </form>
  );
}
