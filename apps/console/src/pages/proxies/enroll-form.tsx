import { Button, Group, Modal, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { CopyText } from '../../parts/copy-text';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { CertificateField } from './certificate-field';
import type { Proxy } from './types';
import { PROXIES } from './types';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const word = (text: string): string => (/^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A new proxy: by the command that makes its whole folder, or by a certificate that is there already. */
export function EnrollForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('proxies');
  const [name, setName] = useState('');
  const [customer, setCustomer] = useState('');
  const [host, setHost] = useState('');
  const [certificate, setCertificate] = useState('');
  const register = useAct({
    run: () =>
      api.post<Proxy>(PROXIES, { name, certificate, ...(customer.trim() === '' ? {} : { customer: customer.trim() }) }),
    done: t('registered', { name }),
    renews: [[PROXIES]],
    then: onClose,
    isQuiet: true,
  });
  const isNamed = NAME.test(name);
  const command = [
    'pksn proxy enroll',
    name === '' ? 'NAME' : word(name),
    `--out ${name === '' ? 'FOLDER' : word(name)}`,
    ...(host.trim() === ''
      ? []
      : [
          `--host ${host
            .trim()
            .split(/[\s,]+/)
            .map(word)
            .join(' ')}`,
        ]),
    ...(customer.trim() === '' ? [] : [`--customer ${word(customer.trim())}`]),
  ].join(' ');
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('enroll')}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <Stack gap="md">
        <TextInput
          label={t('name')}
          description={t('nameText')}
          value={name}
          required
          data-autofocus
          error={name !== '' && !isNamed ? t('nameFlaw') : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('customerOptional')}
          value={customer}
          onChange={(event) => setCustomer(event.currentTarget.value)}
        />
        <Tabs defaultValue="command" keepMounted={false}>
          <Tabs.List aria-label={t('enroll')} mb="sm">
            <Tabs.Tab value="command">{t('byCommand')}</Tabs.Tab>
            <Tabs.Tab value="certificate">{t('byCertificate')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="command">
            <Stack gap="sm">
              <Text size="sm">{t('commandText')}</Text>
              <TextInput
                label={t('hosts')}
                value={host}
                placeholder="proxy.example 10.0.0.5"
                onChange={(event) => setHost(event.currentTarget.value)}
              />
              <CopyText text={command} what={t('byCommand')} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="certificate">
            <form
              onSubmit={(event) => {
                event.preventDefault();
                register.mutate();
              }}
            >
              <Stack gap="sm">
                <CertificateField value={certificate} onChange={setCertificate} />
                {register.error !== null && <Fault error={register.error} />}
                <Group justify="flex-end">
                  <Button type="submit" loading={register.isPending} disabled={!isNamed || certificate.trim() === ''}>
                    {t('register')}
                  </Button>
                </Group>
              </Stack>
            </form>
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Modal>
  );
}
