import { Button, Group, Modal, Stack, TagsInput, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { saveText } from '../../parts/save-file';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { TLS } from './paths';

interface TlsRequestProps {
  readonly names: readonly string[];
  readonly onClose: () => void;
}

/** A key that stays on the server, and the request that a CA makes a certificate of. */
export function TlsRequest({ names: current, onClose }: TlsRequestProps) {
  const { t } = useTranslation('settings');
  const [names, setNames] = useState<string[]>([...current]);
  const request = useAct({
    run: () => api.post<{ request: string }>(`${TLS}/request`, { names }),
    done: t('tls.requested'),
    renews: [[TLS]],
    isQuiet: true,
  });
  const made = request.data?.request;
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('tls.request')}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('tls.requestText')}</Text>
        <TagsInput label={t('tls.names')} value={names} maxTags={50} onChange={setNames} data-autofocus />
        {request.error !== null && <Fault error={request.error} />}
        {made !== undefined && (
          <Textarea
            label={t('tls.requestPem')}
            value={made}
            readOnly
            autosize
            maxRows={12}
            classNames={{ input: 'mono' }}
          />
        )}
        <Group justify="flex-end">
          {made !== undefined && (
            <Button variant="default" onClick={() => saveText('request.pem', made)}>
              {t('common:act.download')}
            </Button>
          )}
          <Button loading={request.isPending} disabled={names.length === 0} onClick={() => request.mutate()}>
            {t('tls.requestAct')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
