import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';

const LIMIT_BYTES = 16_384;

interface CertificateFieldProps {
  readonly value: string;
  readonly onChange: (pem: string) => void;
}

/** A client certificate in PEM: pasted, dropped, or from a file. Its key stays with the proxy. */
export function CertificateField({ value, onChange }: CertificateFieldProps) {
  const { t } = useTranslation('proxies');
  const take = async (file: File | null | undefined): Promise<void> => {
    if (file !== null && file !== undefined && file.size <= LIMIT_BYTES) onChange(await file.text());
  };
  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap={4} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Textarea
        label={t('certificate')}
        description={t('certificateText')}
        value={value}
        required
        minRows={4}
        maxRows={10}
        autosize
        spellCheck={false}
        maxLength={LIMIT_BYTES}
        placeholder={t('certificateHint')}
        classNames={{ input: 'mono' }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group>
        <FileButton accept=".pem,.crt,.cer,text/plain" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              {t('fromFile')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}
