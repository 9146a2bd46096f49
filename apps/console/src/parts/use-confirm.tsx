import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Question {
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly text: ReactNode;
  /** What the button says: the act by its name, not "OK". */
  readonly act: string;
  /** Has to be typed, for what cannot be undone: the name of the thing. */
  readonly word?: string;
  readonly isDangerous?: boolean;
  /** A reason is asked for; `needed`: it cannot be left out. */
  readonly reason?: 'optional' | 'needed';
}

/** Asks before something is done; null: the person thought better of it, else the reason that was given ('' without one). */
export function useConfirm(): (question: Question) => Promise<string | null> {
  const { t } = useTranslation();
  return (question) =>
    new Promise((answer) => {
      let said: string | null = null;
      const id = modals.open({
        title: question.title,
        closeButtonProps: { 'aria-label': t('act.close') },
        onClose: () => answer(said),
        children: (
          <ConfirmForm
            question={question}
            onAnswer={(reason) => {
              said = reason;
              modals.close(id);
            }}
          />
        ),
      });
    });
}

interface ConfirmFormProps {
  readonly question: Question;
  readonly onAnswer: (reason: string | null) => void;
}

function ConfirmForm({ question, onAnswer }: ConfirmFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const described = useId();
  const isReady =
    (question.word === undefined || typed === question.word) && (question.reason !== 'needed' || reason.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onAnswer(reason.trim());
  };
  return (
    <form onSubmit={submit} aria-describedby={described}>
      <Stack gap="md">
        <Text component="div" size="sm" id={described}>
          {question.text}
        </Text>
        {question.reason !== undefined && (
          <TextInput
            label={t(question.reason === 'needed' ? 'confirm.reason' : 'confirm.reasonOptional')}
            value={reason}
            maxLength={200}
            required={question.reason === 'needed'}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {question.word !== undefined && (
          <TextInput
            label={t('confirm.type', { word: question.word })}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            required
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(null)}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" color={question.isDangerous === true ? 'red.8' : 'indigo'} disabled={!isReady}>
            {question.act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
