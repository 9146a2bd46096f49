import { Button, Group, Select, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../../parts/states';
import type { Zone } from '../../parts/zone-badge';
import { objectWords } from '../lookup/object-words';
import type { ObjectType } from '../lookup/types';
import { CustomerPicker } from '../lookup/view-picker';
import type { Expiry } from './expiry-field';
import { ExpiryField } from './expiry-field';
import { NowSaid } from './now-said';
import { legalZones } from './legal-zones';
import { KINDS, kindOf } from './object-kinds';
import { useSetOverride } from './set-override';
import { TurnsGreen } from './turns-green';
import type { OverrideStart } from './override-start';
import { ZoneField } from './zone-field';

const GROUPS = ['trusted', 'low-restricted', 'high-restricted', 'untrusted'] as const;

interface OverrideFormProps {
  readonly start: OverrideStart;
  /** The customer to which whoever sets it is confined; null: none. */
  readonly own: string | null;
  readonly onEnd: () => void;
}

/** Sets an override, or changes one: then its object and owner stay. */
export function OverrideForm({ start, own, onEnd }: OverrideFormProps) {
  const { t } = useTranslation('overrides');
  const { changed } = start;
  const [object, setObject] = useState(changed === undefined ? (start.object ?? '') : objectWords(changed.object));
  const [kind, setKind] = useState<ObjectType | null>(changed?.object.type ?? start.kind ?? null);
  const [zone, setZone] = useState<Zone | null>(changed?.zone ?? null);
  const [reason, setReason] = useState(changed?.reason ?? '');
  const [expiry, setExpiry] = useState<Expiry>({ choice: changed === undefined ? '30d' : 'keep', exact: '' });
  const [customer, setCustomer] = useState(changed?.customer ?? start.customer ?? own);
  const [threat, setThreat] = useState(changed?.threat ?? '');
  const [trustGroup, setTrustGroup] = useState(changed?.trustGroup ?? null);
  const isOf = kind ?? kindOf(object);
  const zones = legalZones(isOf);
  const legal = zone !== null && zones.includes(zone) ? zone : null;
  const isWhole = legal !== null && object.trim() !== '' && reason.trim() !== '';
  const set = useSetOverride(changed, onEnd);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (legal === null) return;
    set.mutate({ object, kind: isOf, zone: legal, reason, expiry, customer, threat, trustGroup });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {changed === undefined ? (
          <>
            <TextInput
              label={t('form.object')}
              description={t('form.objectHint')}
              required
              data-autofocus
              spellCheck={false}
              autoCapitalize="off"
              classNames={{ input: 'mono' }}
              value={object}
              onChange={(event) => setObject(event.currentTarget.value)}
            />
            <Group gap="sm" align="flex-end">
              <Select
                label={t('form.kind')}
                data={KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
                value={isOf}
                allowDeselect={false}
                onChange={(one) => setKind(one as ObjectType)}
                style={{ flex: '1 1 180px' }}
              />
              {own === null && (
                <CustomerPicker
                  label={t('form.owner')}
                  none={t('form.everybody')}
                  chosen={customer}
                  onChoose={setCustomer}
                />
              )}
            </Group>
            <NowSaid object={object} kind={isOf} customer={customer} />
          </>
        ) : (
          <Text className="mono">{object}</Text>
        )}
        <ZoneField zones={zones} value={legal} onChange={setZone} />
        {legal === 'green' && <TurnsGreen object={object} kind={isOf} customer={customer} was={changed?.zone} />}
        <Textarea
          label={t('form.reason')}
          description={t('form.reasonHint')}
          required
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ExpiryField value={expiry} onChange={setExpiry} mayKeep={changed !== undefined} />
        <Group gap="sm" align="flex-end">
          <TextInput
            label={t('form.threat')}
            maxLength={256}
            value={threat}
            onChange={(event) => setThreat(event.currentTarget.value)}
            style={{ flex: '1 1 200px' }}
          />
          <Select
            label={t('form.trustGroup')}
            placeholder={t('form.byZone')}
            data={GROUPS.map((one) => ({ value: one, label: t(`trust.${one}`) }))}
            value={trustGroup}
            clearable
            clearButtonProps={{ 'aria-label': t('form.clear') }}
            onChange={setTrustGroup}
            style={{ flex: '1 1 200px' }}
          />
        </Group>
        {set.error !== null && <Fault error={set.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            {t('common:act.cancel')}
          </Button>
          <Button type="submit" loading={set.isPending} disabled={!isWhole}>
            {t('common:act.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
