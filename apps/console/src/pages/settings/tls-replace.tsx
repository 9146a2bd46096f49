import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { PemField } from './pem-field';
import { TLS } from './paths';

interface TlsReplaceProps {
  readonly isRequested: boolean;
  readonly onClose: () => void;
}

/** A new certificate; what clients would refuse is taken only when that is said. */
export function TlsReplace({ isRequested, onClose }: TlsReplaceProps) {
  const { t } = useTranslation('settings');
  const [certificate, setCertificate] = useState('');
  const [key, setKey] = useState('');
  const [force, setForce] = useState(false);
  const replace = useAct({
    run: () => api.put(TLS, { certificate, force, ...(key.trim() === '' ? {} : { key }) }),
    done: t('tls.replaced'),
    renews: [[TLS], ['/api/v1/alerts']],
    then: onClose,
    isQuiet: true,
  });
  const isUnfit = replace.error instanceof ApiError && replace.error.code === 'TLS_UNFIT';
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('tls.replace')}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          replace.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t('tls.replaceText')}</Text>
          <PemField
            label={t('tls.certificate')}
            description={t('tls.certificateText')}
            value={certificate}
            required
            onChange={setCertificate}
          />
          <PemField
            label={t('tls.privateKey')}
            description={t(isRequested ? 'tls.keyRequested' : 'tls.keyOptional')}
            value={key}
            onChange={setKey}
          />
          {replace.error !== null && <Fault error={replace.error} />}
          {(isUnfit || force) && (
            <Checkbox
              label={t('tls.force')}
              checked={force}
              onChange={(event) => setForce(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:act.cancel')}
            </Button>
            <Button
              type="submit"
              color={force ? 'red.8' : 'indigo'}
              loading={replace.isPending}
              disabled={certificate.trim() === ''}
            >
              {t('tls.replaceAct')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
