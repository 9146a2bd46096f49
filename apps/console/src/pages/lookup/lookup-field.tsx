import { Alert, Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileSearch, IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_LINES, listLines } from './explain';

interface LookupFieldProps {
  readonly object: string;
  readonly onAsk: (lines: readonly string[]) => void;
}

const MOST_FILE_BYTES = 8 * 1024 * 1024;

/** One object, or a list of them: typed, pasted or from a file. Enter asks. */
export function LookupField({ object, onAsk }: LookupFieldProps) {
  const { t } = useTranslation('lookup');
  const [text, setText] = useState(object);
  const lines = listLines(text);
  const isTooLong = lines.length > MOST_LINES;
  const ask = (): void => {
    if (lines.length > 0 && !isTooLong) onAsk(lines);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };
  const read = async (file: File | null): Promise<void> => {
    if (file !== null) setText(await file.slice(0, MOST_FILE_BYTES).text());
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('field.label')}
        description={t('field.hint')}
        placeholder={t('field.example')}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        autoCapitalize="off"
        data-autofocus
        classNames={{ input: 'mono' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {isTooLong && <Alert color="red">{t('field.tooMany', { count: lines.length, most: MOST_LINES })}</Alert>}
      <Group gap="xs">
        <Button leftSection={<IconFileSearch size={16} aria-hidden />} disabled={lines.length === 0} onClick={ask}>
          {lines.length > 1 ? t('field.askMany', { count: lines.length }) : t('field.ask')}
        </Button>
        <FileButton onChange={(file) => void read(file)} accept="text/plain,.txt,.csv,.list">
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
              {t('field.file')}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t('field.notKept')}
        </Text>
      </Group>
    </Stack>
  );
}
