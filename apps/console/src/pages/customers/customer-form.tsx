import { Accordion, Button, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { CUSTOMERS, customerRoute } from './customer-path';
import type { Customer } from './types';

/** Opens the dialog that adds a customer, or changes one. */
export function openCustomerForm(title: string, customer?: Omit<Customer, 'licenses'>): void {
  const id = modals.open({
    title,
    children: <CustomerForm before={customer ?? null} onDone={() => modals.close(id)} />,
  });
}

interface CustomerFormProps {
  readonly before: Omit<Customer, 'licenses'> | null;
  readonly onDone: () => void;
}

function CustomerForm({ before, onDone }: CustomerFormProps) {
  const { t } = useTranslation('customers');
  const [name, setName] = useState(before?.name ?? '');
  const [id, setId] = useState('');
  const [contacts, setContacts] = useState<string[]>([...(before?.contacts ?? [])]);
  const [note, setNote] = useState(before?.note ?? '');
  const [vendor, setVendor] = useState(before?.vendor ?? '');
  const save = useAct({
    run: () => {
      const facts = { name: name.trim(), contacts, note };
      const by = vendor.trim() === '' ? null : vendor.trim();
      if (before !== null) return api.patch(customerRoute(before.id), { ...facts, vendor: by });
      const added = { ...facts, ...(id.trim() === '' ? {} : { id: id.trim() }) };
      return api.post(CUSTOMERS, by === null ? added : { ...added, vendor: by });
    },
    done: t(before === null ? 'form.added' : 'form.saved'),
    renews: [[CUSTOMERS], ...(before === null ? [] : [[customerRoute(before.id)]])],
    then: onDone,
    isQuiet: true,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('form.name')}
          value={name}
          maxLength={256}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TagsInput
          label={t('form.contacts')}
          description={t('form.contactsHint')}
          value={contacts}
          maxTags={20}
          onChange={setContacts}
        />
        <Textarea
          label={t('form.note')}
          description={t('form.noteHint')}
          value={note}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Accordion variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>{t('form.more')}</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="md">
                {before === null && (
                  <TextInput
                    label={t('form.id')}
                    description={t('form.idHint')}
                    value={id}
                    maxLength={128}
                    onChange={(event) => setId(event.currentTarget.value)}
                  />
                )}
                <TextInput
                  label={t('form.vendor')}
                  description={t('form.vendorHint')}
                  value={vendor}
                  maxLength={63}
                  onChange={(event) => setVendor(event.currentTarget.value)}
                />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        {save.error !== null && <Fault error={save.error} />}
        <Button type="submit" loading={save.isPending} disabled={name.trim() === ''} style={{ alignSelf: 'flex-end' }}>
          {t(before === null ? 'form.add' : 'form.save')}
        </Button>
      </Stack>
    </form>
  );
}
