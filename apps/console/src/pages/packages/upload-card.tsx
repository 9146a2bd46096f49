import { ActionIcon, Alert, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { bytes, duration, percent } from '../../parts/number-text';
import { Fault, Fetched } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { useConfirm } from '../../parts/use-confirm';
import { ImportOutcome } from './import-outcome';
import { ImportSteps } from './import-steps';
import { hasEnded } from './types';
import type { TransferView } from './upload/transfer';
import { uploads } from './upload/upload-store';
import { useImportEvents } from './use-import-events';

/** A file on its way, and then the checks of what it became. */
export function UploadCard({ upload }: { readonly upload: TransferView }) {
  const { t } = useTranslation('packages');
  const confirm = useConfirm();
  const drop = useAct({
    run: () => uploads.drop(upload.key),
    done: null,
    renews: [['/api/v1/uploads']],
  });
  const giveUp = async (): Promise<void> => {
    const asked = { title: t('upload.giveUp'), text: t('upload.giveUpText', { name: upload.name }) };
    if (upload.state === 'sent' || (await confirm({ ...asked, act: t('upload.giveUp'), isDangerous: true })) !== null)
      drop.mutate();
  };
  return (
    <Paper withBorder p="md" component="article" aria-label={upload.name}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {upload.name}
          </Text>
          <Group gap={4} wrap="nowrap">
            <PauseButton upload={upload} />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t(upload.state === 'sent' ? 'upload.hide' : 'upload.cancel', { name: upload.name })}
              onClick={() => void giveUp()}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
        {upload.state === 'sent' && upload.id !== null ? <Checks id={upload.id} /> : <OnItsWay upload={upload} />}
      </Stack>
    </Paper>
  );
}

function PauseButton({ upload }: { readonly upload: TransferView }) {
  const { t } = useTranslation('packages');
  const { key, name, state } = upload;
  if (state === 'sent' || state === 'gone') return null;
  const goesOn = state === 'sending';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t(goesOn ? 'upload.pause' : 'upload.resume', { name })}
      onClick={() => (goesOn ? uploads.pause(key) : uploads.start(key))}
    >
      {goesOn ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
    </ActionIcon>
  );
}

function OnItsWay({ upload }: { readonly upload: TransferView }) {
  const { t, i18n } = useTranslation('packages');
  const { sizeBytes, sentBytes, perSecond, secondsLeft, state, isResumed } = upload;
  const share = sizeBytes === 0 ? 0 : sentBytes / sizeBytes;
  const facts = [
    t('upload.sent', { sent: bytes(sentBytes, i18n.language), total: bytes(sizeBytes, i18n.language) }),
    percent(share, i18n.language, 0),
    perSecond === null ? null : t('upload.speed', { speed: bytes(perSecond, i18n.language) }),
    secondsLeft === null ? null : t('left', { time: duration(Math.ceil(secondsLeft) * 1_000, i18n.language) }),
  ].filter((fact) => fact !== null);
  return (
    <Stack gap="xs">
      <Progress
        value={share * 100}
        size="lg"
        color={state === 'failed' || state === 'gone' ? 'red.8' : state === 'sending' ? 'indigo' : 'gray.6'}
        aria-label={t('upload.progress', { name: upload.name })}
      />
      <Text size="sm">{facts.join(' · ')}</Text>
      <Group gap="xs" role="status">
        <Text size="sm" c="dimmed">
          {t(`upload.state.${state}`)}
          {isResumed && state === 'sending' ? ` ${t('upload.resumed')}` : ''}
        </Text>
        {state === 'waiting' && (
          <Button size="compact-xs" variant="default" onClick={() => uploads.start(upload.key)}>
            {t('upload.now')}
          </Button>
        )}
      </Group>
      {state === 'failed' && <Fault error={upload.error} onRetry={() => uploads.start(upload.key)} />}
      {state === 'gone' && <Alert color="red">{t('upload.goneAdvice')}</Alert>}
    </Stack>
  );
}

function Checks({ id }: { readonly id: string }) {
  const { t } = useTranslation('packages');
  const { query, progress, isBroken } = useImportEvents(id);
  return (
    <Fetched query={query}>
      {(view) => (
        <Stack gap="sm">
          <ImportSteps view={view} progress={progress} />
          {isBroken && (
            <Text size="sm" c="dimmed" role="status">
              {t('broken')}
            </Text>
          )}
          <div role="status">{hasEnded(view) && <ImportOutcome view={view} />}</div>
          <Button component={Link} to={`/packages/${id}`} variant="subtle" size="compact-sm" w="fit-content">
            {t('details')}
          </Button>
        </Stack>
      )}
    </Fetched>
  );
}
