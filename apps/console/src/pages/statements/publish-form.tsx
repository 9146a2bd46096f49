import { Alert, Button, FileButton, Group, Modal, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/http';
import { Fault } from '../../parts/states';
import { useAct } from '../../parts/use-act';
import { PlainText } from './statement-reader';

interface Draft {
  readonly key: number;
  readonly language: string;
  readonly text: string;
}

interface PublishProps {
  readonly newest: number;
  readonly onClose: () => void;
}

/** `ksn_en.txt` is the English text. */
const languageOf = (name: string): string => /^ksn_([A-Za-z0-9-]{2,35})\.txt$/.exec(name)?.[1] ?? '';

/** A new version in its languages, looked at before everybody is asked again. */
export function PublishForm({ newest, onClose }: PublishProps) {
  const { t } = useTranslation('statements');
  const [drafts, setDrafts] = useState<readonly Draft[]>([{ key: 0, language: 'en', text: '' }]);
  const [from, setFrom] = useState('');
  const [isPreview, setPreview] = useState(false);
  const texts = drafts.map(({ language, text }) => ({ language: language.trim(), text }));
  const publish = useAct({
    run: () =>
      api.post('/api/v1/statements', {
        id: newest + 1,
        texts,
        ...(from === '' ? {} : { inForceFrom: new Date(from).toISOString() }),
      }),
    done: t('published', { id: newest + 1 }),
    renews: [['/api/v1/statements'], ['/api/v1/alerts']],
    then: onClose,
    isQuiet: true,
  });
  const change = (key: number, edit: Partial<Draft>): void =>
    setDrafts((before) => before.map((one) => (one.key === key ? { ...one, ...edit } : one)));
  const isReady = texts.every(({ language, text }) => language !== '' && text.trim() !== '');
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('publishVersion', { id: newest + 1 })}
      closeButtonProps={{ 'aria-label': t('common:act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isPreview) publish.mutate();
          else setPreview(true);
        }}
      >
        <Stack gap="md">
          {isPreview ? (
            <Preview texts={texts} />
          ) : (
            <>
              {drafts.map((draft) => (
                <TextFields
                  key={draft.key}
                  draft={draft}
                  onChange={(edit) => change(draft.key, edit)}
                  {...(drafts.length > 1
                    ? { onRemove: () => setDrafts(drafts.filter(({ key }) => key !== draft.key)) }
                    : {})}
                />
              ))}
              <Group>
                <Button
                  variant="default"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() =>
                    setDrafts([
                      ...drafts,
                      { key: Math.max(...drafts.map(({ key }) => key)) + 1, language: '', text: '' },
                    ])
                  }
                >
                  {t('addLanguage')}
                </Button>
              </Group>
              <TextInput
                type="datetime-local"
                label={t('fromOptional')}
                maw={280}
                value={from}
                onChange={(event) => setFrom(event.currentTarget.value)}
              />
            </>
          )}
          {publish.error !== null && <Fault error={publish.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={isPreview ? () => setPreview(false) : onClose}>
              {t(isPreview ? 'backToEdit' : 'common:act.cancel')}
            </Button>
            <Button
              type="submit"
              color={isPreview ? 'red.8' : 'indigo'}
              loading={publish.isPending}
              disabled={!isReady}
            >
              {t(isPreview ? 'publishNow' : 'preview')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Preview({ texts }: { readonly texts: readonly { readonly language: string; readonly text: string }[] }) {
  const { t } = useTranslation('statements');
  return (
    <>
      <Alert color="red" title={t('consequence')}>
        {t('consequenceText')}
      </Alert>
      {texts.map(({ language, text }, index) => (
        <Paper key={index} withBorder p="md">
          <Text fw={600} mb="xs">
            {language}
          </Text>
          <PlainText lang={language} text={text} />
        </Paper>
      ))}
    </>
  );
}

interface TextFieldsProps {
  readonly draft: Draft;
  readonly onChange: (edit: Partial<Draft>) => void;
  readonly onRemove?: () => void;
}

function TextFields({ draft: { language, text }, onChange, onRemove }: TextFieldsProps) {
  const { t } = useTranslation('statements');
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const named = languageOf(file.name);
    onChange({ text: await file.text(), ...(named === '' ? {} : { language: named }) });
  };
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('language')}
          value={language}
          required
          maxLength={35}
          onChange={(event) => onChange({ language: event.currentTarget.value })}
        />
        <FileButton accept=".txt,text/plain" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
              {t('fromFile')}
            </Button>
          )}
        </FileButton>
        {onRemove !== undefined && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            aria-label={t('removeLanguage', { language })}
            onClick={onRemove}
          >
            {t('common:act.remove')}
          </Button>
        )}
      </Group>
      <Textarea
        label={t('textIn', { language })}
        value={text}
        required
        minRows={6}
        maxRows={16}
        autosize
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
    </Stack>
  );
}
