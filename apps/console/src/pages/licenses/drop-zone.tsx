import { Button, FileButton, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { filesIn, filesOf } from './license-text';
import type { HandedFile } from './license-text';

interface DropZoneProps {
  readonly onFiles: (files: HandedFile[]) => void;
  readonly isBusy: boolean;
}

/** Takes files that are dropped or chosen, and text that is pasted. */
export function DropZone({ onFiles, isBusy }: DropZoneProps) {
  const { t } = useTranslation('licenses');
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState('');
  const take = async (files: readonly File[]): Promise<void> => {
    if (files.length > 0) onFiles(await filesOf(files));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!isBusy) void take([...event.dataTransfer.files]);
  };
  return (
    <Stack gap="md">
      <Paper
        withBorder
        p="xl"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        style={{ borderStyle: 'dashed', ...(isOver ? { borderColor: 'var(--mantine-primary-color-filled)' } : {}) }}
      >
        <Stack align="center" gap="sm">
          <IconFileUpload size={36} stroke={1.4} aria-hidden />
          <Text ta="center">{t('submit.drop')}</Text>
          <FileButton
            onChange={(files) => void take(files)}
            multiple
            accept=".license,.announcement,.txt,.eml,text/plain"
          >
            {(button) => (
              <Button {...button} variant="default" disabled={isBusy}>
                {t('submit.choose')}
              </Button>
            )}
          </FileButton>
        </Stack>
      </Paper>
      <Textarea
        label={t('submit.paste')}
        description={t('submit.pasteHint')}
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button
          disabled={pasted.trim() === '' || isBusy}
          onClick={() => {
            onFiles(filesIn(t('submit.pasted'), pasted));
            setPasted('');
          }}
        >
          {t('submit.act')}
        </Button>
      </Group>
    </Stack>
  );
}
