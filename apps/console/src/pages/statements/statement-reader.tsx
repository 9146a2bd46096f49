import { Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../../parts/states';
import { useOne } from '../../parts/use-list';
import type { StatementText } from './types';

interface ReaderProps {
  readonly id: number;
  readonly language: string;
  readonly onClose: () => void;
}

/** The text of a version in one language, as users see it. */
export function StatementReader({ id, language, onClose }: ReaderProps) {
  const { t } = useTranslation('statements');
  const query = useOne<StatementText>(`/api/v1/statements/${String(id)}/${encodeURIComponent(language)}`);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('readOne', { id, language })}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <Fetched query={query}>{({ text }) => <PlainText lang={language} text={text} />}</Fetched>
    </Modal>
  );
}

export function PlainText({ lang, text }: { readonly lang: string; readonly text: string }) {
  return (
    <Text component="div" size="sm" lang={lang} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}
