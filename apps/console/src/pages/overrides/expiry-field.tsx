import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** How long, as the service takes it; `keep` leaves it as it is, `exact` is typed. */
const PRESETS = ['1d', '7d', '30d', '90d', '365d', 'never', 'exact'] as const;
export type ExpiryChoice = (typeof PRESETS)[number] | 'keep';

export interface Expiry {
  readonly choice: ExpiryChoice;
  /** Of a field for date and time, in the viewer's zone. */
  readonly exact: string;
}

interface ExpiryFieldProps {
  readonly value: Expiry;
  readonly onChange: (value: Expiry) => void;
  readonly mayKeep?: boolean;
}

export function ExpiryField({ value, onChange, mayKeep = false }: ExpiryFieldProps) {
  const { t } = useTranslation('overrides');
  const choices = [...(mayKeep ? (['keep'] as const) : []), ...PRESETS];
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t('form.expires')}
        data={choices.map((one) => ({ value: one, label: t(`expiry.${one}`) }))}
        value={value.choice}
        allowDeselect={false}
        onChange={(choice) => onChange({ ...value, choice: (choice ?? 'never') as ExpiryChoice })}
        style={{ flex: '1 1 180px' }}
      />
      {value.choice === 'exact' && (
        <TextInput
          type="datetime-local"
          label={t('form.exact')}
          required
          value={value.exact}
          onChange={(event) => onChange({ ...value, exact: event.currentTarget.value })}
          style={{ flex: '1 1 200px' }}
        />
      )}
    </Group>
  );
}

/** As requests have it; undefined: left as it is. Null: for good. */
export function expiryText({ choice, exact }: Expiry): string | null | undefined {
  if (choice === 'keep') return undefined;
  if (choice === 'never') return null;
  if (choice !== 'exact') return choice;
  const time = new Date(exact);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
