import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { useSession } from '../../api/use-session';
import { CopyText } from '../../parts/copy-text';
import { DataTable } from '../../parts/data-table';
import { Fault } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { CertificateField } from './certificate-field';
import { ProxyState } from './proxy-state';
import type { ProxyCertificate, WholeProxy } from './types';
import { PROXIES } from './types';

interface CertificatesProps {
  readonly proxy: WholeProxy;
  readonly path: string;
}

/** The client certificates by which a proxy is known; two may be good at once, for renewal. */
export function ProxyCertificates({ proxy, path }: CertificatesProps) {
  const { t } = useTranslation('proxies');
  const { may } = useSession();
  const confirm = useConfirm();
  const [isOpen, setOpen] = useState(false);
  const mayChange = may('operator') && proxy.state !== 'revoked';
  const revoke = useAct({
    run: (fingerprint: string) => api.delete(`${path}/certificates/${fingerprint}`),
    done: t('certificateRevoked'),
    renews: [[path], [PROXIES]],
  });
  const ask = async ({ fingerprint }: ProxyCertificate): Promise<void> => {
    const word = fingerprint.slice(0, 8);
    const text = t('revokeCertificateText', { name: proxy.name });
    const title = t('revokeCertificate');
    if ((await confirm({ title, text, act: title, word, isDangerous: true })) !== null) revoke.mutate(fingerprint);
  };
  return (
    <Stack gap="sm" component="section">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('certificates')}
        </Title>
        {mayChange && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
            {t('renew')}
          </Button>
        )}
      </Group>
      <DataTable
        label={t('certificates')}
        query={{ error: null, isFetching: false, refetch: () => undefined }}
        rows={proxy.certificates}
        rowKey={({ fingerprint }) => fingerprint}
        empty={{ title: t('noCertificate'), text: t('noCertificateText') }}
        columns={[
          {
            key: 'print',
            title: t('fingerprint'),
            render: ({ fingerprint }) => (
              <CopyText text={fingerprint} shown={fingerprint.slice(0, 16)} what={t('fingerprint')} />
            ),
          },
          { key: 'state', title: t('stateTitle'), render: ({ state }) => <ProxyState state={state} /> },
          { key: 'added', title: t('added'), render: ({ addedAt }) => <Time at={addedAt} /> },
          { key: 'ends', title: t('ends'), render: ({ expiresAt }) => <Time at={expiresAt} form="ago" /> },
          {
            key: 'act',
            title: t('act'),
            render: (one) =>
              mayChange &&
              one.state === 'good' && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('revokeOne', { fingerprint: one.fingerprint.slice(0, 8) })}
                  onClick={() => void ask(one)}
                >
                  {t('revokeShort')}
                </Button>
              ),
          },
        ]}
      />
      {isOpen && <RenewForm name={proxy.name} path={path} onClose={() => setOpen(false)} />}
    </Stack>
  );
}

interface RenewProps {
  readonly name: string;
  readonly path: string;
  readonly onClose: () => void;
}

function RenewForm({ name, path, onClose }: RenewProps) {
  const { t } = useTranslation('proxies');
  const [certificate, setCertificate] = useState('');
  const add = useAct({
    run: () => api.post(`${path}/certificates`, { certificate }),
    done: t('renewed', { name }),
    renews: [[path], [PROXIES]],
    then: onClose,
    isQuiet: true,
  });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('renew')}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t('renewText')}</Text>
          <CopyText text={`pksn proxy renew ${name} --bundle FOLDER`} what={t('byCommand')} />
          <CertificateField value={certificate} onChange={setCertificate} />
          {add.error !== null && <Fault error={add.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending} disabled={certificate.trim() === ''}>
              {t('register')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
