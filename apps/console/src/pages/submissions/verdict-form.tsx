import { Alert, Button, Group, Radio, Select, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { sampleRoute } from './sample-path';
import type { FileZone, Sample, VerdictForm as Form } from './types';
import { FILE_ZONES, TRUST_GROUPS, VERDICT_FORMS } from './types';
import { renewedBy, useIsMine } from './use-is-mine';

const EXPIRIES = ['', '7d', '30d', '90d', '365d'] as const;

/** Where an analyst says what a file is, and what becomes of that. */
export function VerdictForm({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('submissions');
  const isMine = useIsMine(sample);
  const [zone, setZone] = useState<FileZone | ''>('');
  const [threat, setThreat] = useState('');
  const [trustGroup, setTrustGroup] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [as, setAs] = useState<Form>('override');
  const [expires, setExpires] = useState<string>('');
  const wantsOverride = as === 'override' || as === 'both';
  const decide = useAct({
    run: () =>
      api.post(sampleRoute(sample.id, 'verdict'), {
        zone,
        reason: reason.trim(),
        as,
        ...(threat.trim() === '' ? {} : { threat: threat.trim() }),
        ...(trustGroup === null ? {} : { trustGroup }),
        ...(wantsOverride && expires !== '' ? { expires } : {}),
      }),
    done: t('decide.done'),
    renews: [
      ...renewedBy(sample),
      [`/api/v1/overrides?object=${sample.sha256}`],
      [`/api/v1/own-feed?object=${sample.sha256}`],
    ],
    isQuiet: true,
  });
  if (sample.state !== 'claimed' || isMine !== true) return <Text size="sm">{t('decide.claimFirst')}</Text>;
  const isPartsOnly = sample.sizeBytes === null;
  const isReady = zone !== '' && reason.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) decide.mutate();
      }}
    >
      <Stack gap="md">
        {isPartsOnly && (
          <Alert color="yellow" title={t('decide.parts')}>
            {t('decide.partsText')}
          </Alert>
        )}
        <Radio.Group
          label={t('decide.zone')}
          value={zone}
          onChange={(value) => setZone(value as FileZone)}
          withAsterisk
        >
          <Group mt={6}>
            {FILE_ZONES.map((one) => (
              <Radio key={one} value={one} label={t(`common:zone.${one}`)} />
            ))}
          </Group>
        </Radio.Group>
        <Radio.Group label={t('decide.as')} value={as} onChange={(value) => setAs(value as Form)}>
          <Stack gap={6} mt={6}>
            {VERDICT_FORMS.map((one) => (
              <Radio key={one} value={one} label={t(`as.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Group grow align="flex-start">
          <TextInput
            label={t('decide.threat')}
            value={threat}
            maxLength={256}
            onChange={(event) => setThreat(event.currentTarget.value)}
          />
          <Select
            label={t('decide.trustGroup')}
            clearable
            data={TRUST_GROUPS.map((one) => ({ value: one, label: t(`trust.${one}`) }))}
            value={trustGroup}
            onChange={setTrustGroup}
          />
        </Group>
        {wantsOverride && (
          <Select
            label={t('decide.expires')}
            allowDeselect={false}
            data={EXPIRIES.map((one) => ({
              value: one,
              label: one === '' ? t('decide.never') : t('decide.days', { count: Number.parseInt(one, 10) }),
            }))}
            value={expires}
            onChange={(value) => setExpires(value ?? '')}
          />
        )}
        <Textarea
          label={t('decide.reason')}
          value={reason}
          maxLength={500}
          required
          autosize
          minRows={2}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decide.error !== null && <Fault error={decide.error} />}
        <Button type="submit" disabled={!isReady} loading={decide.isPending} style={{ alignSelf: 'flex-end' }}>
          {t('decide.act')}
        </Button>
      </Stack>
    </form>
  );
}
