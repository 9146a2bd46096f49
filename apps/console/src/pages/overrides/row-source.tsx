import { Group, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface RowSourceProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

const MOST_BYTES = 64 * 1024 * 1024;
/** More than this in a field makes typing slow; it is shown cut, and taken whole. */
const SHOWN_CHARS = 20_000;

/** Rows from a file that is dropped or chosen, or pasted. */
export function RowSource({ text, onChange }: RowSourceProps) {
  const { t } = useTranslation('overrides');
  const isLong = text.length > SHOWN_CHARS;
  const read = async ([file]: readonly File[]): Promise<void> => {
    if (file !== undefined) onChange(await file.text());
  };
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={(files) => void read(files)}
        maxSize={MOST_BYTES}
        multiple={false}
        p="md"
        inputProps={{ 'aria-label': t('importing.file') }}
      >
        <Group gap="sm" justify="center">
          <IconFileImport size={28} stroke={1.5} aria-hidden />
          <div>
            <Text fw={600}>{t('importing.drop')}</Text>
            <Text size="sm" c="dimmed">
              {t('importing.dropHint')}
            </Text>
          </div>
        </Group>
      </Dropzone>
      <Textarea
        label={t('importing.paste')}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        readOnly={isLong}
        classNames={{ input: 'mono' }}
        value={isLong ? `${text.slice(0, SHOWN_CHARS)}…` : text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Stack>
  );
}
