import { Alert, Button, FileButton, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Facts } from '../../parts/facts';
import { Fault } from '../../parts/states';
import { Time } from '../../parts/time';
import { useAct } from '../../parts/use-act';
import type { VendorView } from './types';
import type { ChosenRoot } from './root-file';
import { readRootFile } from './root-file';

const FINGERPRINT = /^[0-9a-f]{64}$/i;

/**
 * Trust begins with a fingerprint that came over another channel than the file. It is typed, and never filled in from
 * the file, nor is the file's own shown: who copies that has compared nothing.
 */
export function AddVendor() {
  const { t } = useTranslation('trust');
  const [root, setRoot] = useState<ChosenRoot | null>(null);
  const [isNone, setNone] = useState(false);
  const [typed, setTyped] = useState('');
  const add = useAct({
    run: () => api.post<VendorView>('/api/v1/trust', { root: root?.document, fingerprint: typed }),
    done: t('add.done', { vendor: root?.vendor ?? '' }),
    renews: [['/api/v1/trust']],
    then: () => {
      setRoot(null);
      setTyped('');
    },
    isQuiet: true,
  });
  const take = async (file: File | null | undefined): Promise<void> => {
    if (file == null) return;
    const chosen = await readRootFile(file);
    setNone(chosen === null);
    setRoot(chosen);
    setTyped('');
    add.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Paper
      withBorder
      p="md"
      component="form"
      onSubmit={submit}
      aria-labelledby="add-vendor"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="add-vendor">
            {t('add.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('add.text')}
          </Text>
        </div>
        <Group>
          <FileButton
            accept=".json,application/json"
            onChange={(file) => void take(file)}
            inputProps={{ 'aria-label': t('add.choose') }}
          >
            {(props) => (
              <Button variant="default" {...props}>
                {t('add.choose')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {root === null ? t('add.drop') : root.fileName}
          </Text>
        </Group>
        {isNone && <Alert color="red">{t('add.noRoot')}</Alert>}
        {root !== null && (
          <>
            <Alert color="indigo" title={t('add.claims')}>
              <Facts
                facts={[
                  [t('vendor'), root.vendor],
                  [t('version'), root.version],
                  [t('expires'), <Time key="expires" at={root.expires} />],
                ]}
              />
            </Alert>
            <TextInput
              label={t('add.fingerprint')}
              description={t('add.fingerprintText')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              required
              classNames={{ input: 'mono' }}
            />
            {add.error !== null && <Fault error={add.error} />}
            <Group>
              <Button type="submit" loading={add.isPending} disabled={!FINGERPRINT.test(typed.replace(/[\s:]/g, ''))}>
                {t('add.act', { vendor: root.vendor })}
              </Button>
              <Button variant="default" onClick={() => setRoot(null)}>
                {t('common:act.cancel')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}
