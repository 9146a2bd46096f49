import { Button, Group, NumberInput, Select, Stack, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import type { Zone } from '../../parts/zone-badge';
import type { ObjectType } from '../lookup/types';
import { legalZones } from '../overrides/legal-zones';
import { KINDS, kindOf } from '../overrides/object-kinds';
import { ZoneField } from '../overrides/zone-field';
import { objectCells } from './object-cells';
import { OWN_FEED_RENEWED } from './use-remove-entry';

export interface EntryStart {
  /** What is known of a new one. */
  readonly object?: string;
  readonly kind?: ObjectType;
}

/** Says something of an object, from the next package of the own feed on. */
export function EntryForm({ start, onEnd }: { readonly start: EntryStart; readonly onEnd: () => void }) {
  const { t } = useTranslation(['own-feed', 'overrides']);
  const [object, setObject] = useState(start.object ?? '');
  const [chosenKind, setKind] = useState<ObjectType | null>(start.kind ?? null);
  const [hashes, setHashes] = useState('');
  const [zone, setZone] = useState<Zone>('red');
  const [reason, setReason] = useState('');
  const [threat, setThreat] = useState('');
  const [product, setProduct] = useState('');
  const [popularity, setPopularity] = useState<number | string>('');
  const kind = chosenKind ?? kindOf(object);
  const isHashed = kind === 'file' || kind === 'certificate';
  const zones: readonly Zone[] = legalZones(kind).filter((one) => one !== 'grey');
  const legal = zones.includes(zone) ? zone : 'red';
  const add = useAct<void, { outcome: 'added' | 'replaced' | 'unchanged' }>({
    run: async () => {
      const given = {
        ...{ threat: threat.trim(), product: product.trim() },
        ...(typeof popularity === 'number' ? { popularity } : {}),
      };
      const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
      const cells = objectCells(object, kind, isHashed ? hashes : '');
      const body = { ...cells, ...said, zone: legal, reason: reason.trim() };
      const answer = await api.post<{ outcome: 'added' | 'replaced' | 'unchanged' }>('/api/v1/own-feed', body);
      onEnd();
      return answer;
    },
    done: ({ outcome }) => t(`own-feed:done.${outcome}`),
    renews: OWN_FEED_RENEWED,
    isQuiet: true,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('overrides:form.object')}
          description={t('overrides:form.objectHint')}
          required
          data-autofocus
          spellCheck={false}
          autoCapitalize="off"
          classNames={{ input: 'mono' }}
          value={object}
          onChange={(event) => setObject(event.currentTarget.value)}
        />
        <Select
          label={t('overrides:form.kind')}
          data={KINDS.map((one) => ({ value: one, label: t(`overrides:kind.${one}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(one) => setKind(one as ObjectType)}
        />
        {isHashed && (
          <TextInput
            label={t('own-feed:form.hashes')}
            description={t('own-feed:form.hashesHint')}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            value={hashes}
            onChange={(event) => setHashes(event.currentTarget.value)}
          />
        )}
        <ZoneField zones={zones} value={legal} onChange={setZone} />
        <Textarea
          label={t('overrides:form.reason')}
          description={t('own-feed:form.reasonHint')}
          required
          autosize
          minRows={1}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group gap="sm" grow preventGrowOverflow={false} align="flex-end">
          <TextInput
            label={t('overrides:form.threat')}
            maxLength={256}
            value={threat}
            onChange={(event) => setThreat(event.currentTarget.value)}
          />
          <TextInput
            label={t('own-feed:form.product')}
            maxLength={256}
            value={product}
            onChange={(event) => setProduct(event.currentTarget.value)}
          />
          <NumberInput
            label={t('own-feed:form.popularity')}
            min={0}
            allowDecimal={false}
            hideControls
            value={popularity}
            onChange={setPopularity}
          />
        </Group>
        {add.error !== null && <Fault error={add.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            {t('common:act.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={object.trim() === '' || reason.trim() === ''}>
            {t('common:act.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
