import { Button, Checkbox, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { uploads } from './upload/upload-store';

/** Packages are dropped here, or chosen with the button. */
export function DropZone() {
  const { t } = useTranslation('packages');
  const [isOver, setOver] = useState(false);
  const [hold, setHold] = useState(false);
  const take = (files: readonly File[]): void => uploads.add(files, hold);
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return (
    <Paper
      withBorder
      p="xl"
      role="group"
      aria-label={t('drop.label')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      style={{
        borderStyle: 'dashed',
        borderWidth: 2,
        borderColor: isOver ? 'var(--mantine-color-indigo-6)' : 'var(--mantine-color-default-border)',
        background: isOver ? 'var(--mantine-color-indigo-light)' : 'var(--mantine-color-body)',
      }}
    >
      <Stack align="center" gap="sm" ta="center">
        <IconUpload size={34} stroke={1.4} aria-hidden />
        <Text fw={600}>{t('drop.title')}</Text>
        <Text size="sm" c="dimmed" maw={560}>
          {t('drop.text')}
        </Text>
        <Group justify="center">
          <FileButton multiple onChange={take} inputProps={{ 'aria-label': t('drop.choose') }}>
            {(props) => <Button {...props}>{t('drop.choose')}</Button>}
          </FileButton>
        </Group>
        <Checkbox
          label={t('drop.hold')}
          description={t('drop.holdText')}
          checked={hold}
          onChange={(event) => setHold(event.currentTarget.checked)}
          ta="left"
        />
      </Stack>
    </Paper>
  );
}
