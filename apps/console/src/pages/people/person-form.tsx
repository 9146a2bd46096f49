import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { CUSTOMER, EVERYBODY } from '../../api/session';
import type { Role } from '../../api/session';
import { useAct } from '../../parts/use-act';
import type { Person, PersonWithCode } from './types';
import { PEOPLE } from './types';

interface PersonFormProps {
  /** Null: a new one. */
  readonly person: Person | null;
  readonly onClose: () => void;
  readonly onMade: (made: PersonWithCode) => void;
}

/** Makes a person, or changes the role of one. */
export function PersonForm({ person, onClose, onMade }: PersonFormProps) {
  const { t } = useTranslation(['people', 'common']);
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'viewer');
  const [customer, setCustomer] = useState(person?.customer ?? '');
  const isCustomers = role === CUSTOMER;
  const body = { role, ...(isCustomers ? { customer: customer.trim() } : {}) };
  const save = useAct({
    run: (): Promise<PersonWithCode | Person> =>
      person === null
        ? api.post<PersonWithCode>(PEOPLE, { ...body, name: name.trim() })
        : api.patch<Person>(`${PEOPLE}/${person.id}`, body),
    done: person === null ? null : t('changed', { name: person.name }),
    renews: [[PEOPLE]],
    then: (answer) => {
      onClose();
      if ('code' in answer) onMade(answer);
    },
  });
  return (
    <Modal opened onClose={onClose} title={person === null ? t('add') : t('change', { name: person.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          {person === null && (
            <TextInput
              label={t('name')}
              description={t('nameRule')}
              value={name}
              required
              maxLength={64}
              autoComplete="off"
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <Select
            label={t('role')}
            description={t(`may.${role}`)}
            data={EVERYBODY.map((one) => ({ value: one, label: t(`common:role.${one}`) }))}
            value={role}
            allowDeselect={false}
            onChange={(next) => setRole((next as Role | null) ?? role)}
          />
          {isCustomers && (
            <TextInput
              label={t('customer')}
              description={t('customerRule')}
              value={customer}
              required
              onChange={(event) => setCustomer(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:act.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t(person === null ? 'add' : 'save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
