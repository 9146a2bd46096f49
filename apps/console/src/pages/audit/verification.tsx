import { Alert, Button, FileInput, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../../parts/states';
import { BrokenChain } from './chain';
import type { Verdict } from './verify';
import { verifyHistory } from './verify';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly of: number }
  | { readonly kind: 'intact'; readonly verdict: Verdict }
  | { readonly kind: 'broken'; readonly flaw: BrokenChain }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Mantine's own gray has too little contrast. */
const READABLE = { placeholder: { color: 'var(--mantine-color-dimmed)' } };

/** The whole history, read and checked by this page. */
export function Verification() {
  const { t, i18n } = useTranslation('audit');
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [checkpoints, setCheckpoints] = useState<File[]>([]);
  const [publicKey, setPublicKey] = useState<File | null>(null);
  const abort = useRef<AbortController | null>(null);
  const start = async (): Promise<void> => {
    abort.current = new AbortController();
    setState({ kind: 'running', done: 0, of: 0 });
    try {
      const kept = {
        checkpoints: await Promise.all(checkpoints.map((file) => file.text())),
        publicKey: publicKey === null ? null : await publicKey.text(),
      };
      const onProgress = (done: number, of: number): void => setState({ kind: 'running', done, of });
      setState({ kind: 'intact', verdict: await verifyHistory(kept, onProgress, abort.current.signal) });
    } catch (error) {
      if (error instanceof BrokenChain) setState({ kind: 'broken', flaw: error });
      else if (abort.current.signal.aborted) setState({ kind: 'idle' });
      else setState({ kind: 'failed', error });
    }
  };
  const figure = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2} size="h4">
          {t('verifyNow')}
        </Title>
        <Text size="sm">{t('verifyHow')}</Text>
        <Group align="flex-end">
          <FileInput
            multiple
            clearable
            label={t('keptCheckpoints')}
            description={t('keptCheckpointsText')}
            placeholder={t('chooseFiles')}
            styles={READABLE}
            value={checkpoints}
            onChange={setCheckpoints}
            w={340}
            maw="100%"
          />
          <FileInput
            clearable
            label={t('keptKey')}
            description={t('keptKeyText')}
            placeholder={t('chooseFile')}
            styles={READABLE}
            value={publicKey}
            onChange={setPublicKey}
            w={340}
            maw="100%"
          />
        </Group>
        <Group>
          <Button loading={state.kind === 'running'} onClick={() => void start()}>
            {t('start')}
          </Button>
          {state.kind === 'running' && (
            <Button variant="default" onClick={() => abort.current?.abort()}>
              {t('common:act.cancel')}
            </Button>
          )}
        </Group>
        <div role="status">
          {state.kind === 'running' && (
            <Stack gap={4}>
              <Progress
                value={state.of === 0 ? 0 : (100 * state.done) / state.of}
                aria-label={t('progress')}
                animated
              />
              <Text size="sm">{t('checked', { done: figure(state.done), of: figure(state.of) })}</Text>
            </Stack>
          )}
          {state.kind === 'intact' && <Intact verdict={state.verdict} />}
          {state.kind === 'broken' && <Broken flaw={state.flaw} />}
        </div>
        {state.kind === 'failed' && <Fault error={state.error} onRetry={() => void start()} />}
      </Stack>
    </Paper>
  );
}

function Intact({ verdict: { installation, reached, checkpoints, signaturesKnown } }: { readonly verdict: Verdict }) {
  const { t, i18n } = useTranslation('audit');
  const count = reached.sequence;
  return (
    <Alert
      color="green"
      variant="light"
      icon={<IconCircleCheck size={18} aria-hidden />}
      title={t('intact', { count, figure: count.toLocaleString(i18n.language) })}
    >
      <Stack gap={4}>
        {checkpoints.map(({ number, sequence }) => (
          <Text key={number} size="sm">
            {t('agrees', { number, sequence: sequence.toLocaleString(i18n.language) })}
          </Text>
        ))}
        {checkpoints.length === 0 && <Text size="sm">{t(signaturesKnown ? 'noneCompared' : 'noSignatures')}</Text>}
        <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
          {t('installation')}: {installation}
        </Text>
        <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
          {t('lastHash')}: {reached.hash}
        </Text>
      </Stack>
    </Alert>
  );
}

function Broken({ flaw: { flaw, sequence, facts } }: { readonly flaw: BrokenChain }) {
  const { t } = useTranslation('audit');
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('broken')}>
      <Text size="sm">{t(`flaw.${flaw}`, { sequence, ...facts })}</Text>
      <Text size="sm">{t('brokenAdvice')}</Text>
    </Alert>
  );
}
