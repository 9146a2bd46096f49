import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { CUSTOMER, EVERYBODY } from '../../api/session';
import type { Role } from '../../api/session';
import { useAct } from '../../parts/use-act';
import { SCOPES } from './scopes';
import { TOKENS } from './types';

interface TokenFormProps {
  readonly onClose: () => void;
  readonly onMade: (made: { label: string; token: string }) => void;
}

/** Automation's way in: a role, an end, and what it may do less. */
export function TokenForm({ onClose, onMade }: TokenFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const [label, setLabel] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [customer, setCustomer] = useState('');
  const [days, setDays] = useState<number | string>(90);
  const [scopes, setScopes] = useState<string[]>([]);
  const make = useAct({
    run: () =>
      api.post<{ token: string }>(TOKENS, {
        role,
        label: label.trim(),
        days: Number(days),
        ...(role === CUSTOMER ? { customer: customer.trim() } : {}),
        ...(scopes.length === 0 ? {} : { scopes }),
      }),
    done: null,
    renews: [[TOKENS]],
    then: ({ token }) => {
      onClose();
      onMade({ label, token });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('token.add')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('token.label')}
            description={t('token.labelRule')}
            value={label}
            required
            maxLength={100}
            data-autofocus
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Select
            label={t('role')}
            description={t(`may.${role}`)}
            data={EVERYBODY.map((one) => ({ value: one, label: t(`common:role.${one}`) }))}
            value={role}
            allowDeselect={false}
            onChange={(next) => setRole((next as Role | null) ?? role)}
          />
          {role === CUSTOMER && (
            <TextInput
              label={t('customer')}
              description={t('customerRule')}
              value={customer}
              required
              onChange={(event) => setCustomer(event.currentTarget.value)}
            />
          )}
          <NumberInput
            label={t('token.days')}
            value={days}
            min={1}
            max={3650}
            allowDecimal={false}
            required
            onChange={setDays}
          />
          <MultiSelect
            label={t('token.scopes')}
            description={t('token.scopesRule')}
            data={SCOPES}
            value={scopes}
            searchable
            clearable
            onChange={setScopes}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:act.cancel')}
            </Button>
            <Button type="submit" loading={make.isPending}>
              {t('token.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
