import { FileButton, Button, Group, Stack, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';

const LIMIT_BYTES = 65_536;

interface PemFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (text: string) => void;
}

/** Text in PEM: pasted, dropped, or from a file. */
export function PemField({ label, description, value, required = false, onChange }: PemFieldProps) {
  const { t } = useTranslation('settings');
  const [flaw, setFlaw] = useState<string | null>(null);
  const take = async (file: File | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    const isPem = file.size <= LIMIT_BYTES;
    setFlaw(isPem ? null : t('pem.tooLarge'));
    if (isPem) onChange(await file.text());
  };
  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap={4} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Textarea
        label={label}
        description={description}
        error={flaw}
        value={value}
        required={required}
        minRows={4}
        autosize
        maxRows={10}
        spellCheck={false}
        autoComplete="off"
        placeholder={t('pem.hint')}
        classNames={{ input: 'mono' }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group>
        <FileButton accept=".pem,.crt,.cer,.key,text/plain" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              {t('pem.file', { what: label })}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}
