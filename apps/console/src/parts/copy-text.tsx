import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface CopyTextProps {
  readonly text: string;
  /** What is shown in its place: a beginning of it. */
  readonly shown?: string;
  /** What it is, for those who hear the button. */
  readonly what: string;
}

/** A hash, a fingerprint, a command, or a secret that is shown once. */
export function CopyText({ text, shown = text, what }: CopyTextProps) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      <Code className="mono" title={text}>
        {shown}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'act.copied' : 'act.copy')} withArrow>
            <ActionIcon variant="subtle" color="gray" aria-label={t('act.copyWhat', { what })} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
