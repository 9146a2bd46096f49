import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { Fault } from '../../parts/states';

export type FieldName = 'name' | 'password' | 'present' | 'code';
export type Typed = Readonly<Record<FieldName, string>>;

interface EntryFormProps {
  readonly fields: readonly FieldName[];
  /** A password that is being chosen: typed twice, kept by the browser as new. */
  readonly isNew?: boolean;
  readonly act: string;
  readonly run: (typed: Typed) => Promise<unknown>;
  readonly codeLabel?: string;
  /** Not told as errors. */
  readonly onFault?: (error: ApiError) => boolean;
}

const PASSWORD_CHARACTERS = 12;
const EMPTY: Typed = { name: '', password: '', present: '', code: '' };

/** What people type to come in. A failure is told above the button, and what was typed stays. */
export function EntryForm({ fields, isNew = false, act, run, codeLabel, onFault }: EntryFormProps) {
  const { t } = useTranslation('sign-in');
  const [typed, setTyped] = useState(EMPTY);
  const [again, setAgain] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const isShort = isNew && typed.password !== '' && [...typed.password].length < PASSWORD_CHARACTERS;
  const differs = isNew && again !== '' && again !== typed.password;
  const put = (name: FieldName) => (event: { currentTarget: { value: string } }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isShort || (isNew && again !== typed.password)) return;
    setRunning(true);
    setError(null);
    try {
      await run(typed);
    } catch (failure) {
      if (!(failure instanceof ApiError) || onFault?.(failure) !== true) setError(failure);
    } finally {
      setRunning(false);
    }
  };
  const wait = error instanceof ApiError ? error.problem.retryAfterSeconds : undefined;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {fields.includes('code') && fields[0] === 'code' && (
          <CodeField label={codeLabel ?? t('code')} value={typed.code} onChange={put('code')} isFirst />
        )}
        {fields.includes('name') && (
          <TextInput
            label={t('name')}
            value={typed.name}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            data-autofocus
            autoFocus={fields[0] === 'name'}
            maxLength={64}
            onChange={put('name')}
          />
        )}
        {fields.includes('present') && (
          <PasswordInput
            label={t('present')}
            value={typed.present}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('show') }}
            onChange={put('present')}
          />
        )}
        {fields.includes('password') && (
          <PasswordInput
            label={t(isNew ? 'newPassword' : 'password')}
            description={isNew ? t('passwordRule') : undefined}
            error={isShort ? t('tooShort') : undefined}
            value={typed.password}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            required
            visibilityToggleButtonProps={{ 'aria-label': t('show') }}
            onChange={put('password')}
          />
        )}
        {isNew && (
          <PasswordInput
            label={t('again')}
            error={differs ? t('differs') : undefined}
            value={again}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('show') }}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
        )}
        {fields.includes('code') && fields[0] !== 'code' && (
          <CodeField label={codeLabel ?? t('factorCode')} value={typed.code} onChange={put('code')} />
        )}
        {error !== null && <Fault error={error} />}
        {typeof wait === 'number' && <Text size="sm">{t('wait', { count: wait })}</Text>}
        <Button type="submit" loading={isRunning} fullWidth>
          {act}
        </Button>
      </Stack>
    </form>
  );
}

interface CodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly isFirst?: boolean;
  readonly onChange: (event: { currentTarget: { value: string } }) => void;
}

function CodeField({ label, value, isFirst = false, onChange }: CodeFieldProps) {
  return (
    <TextInput
      label={label}
      value={value}
      autoComplete={isFirst ? 'off' : 'one-time-code'}
      autoCapitalize="characters"
      spellCheck={false}
      required
      autoFocus
      maxLength={64}
      onChange={onChange}
    />
  );
}
