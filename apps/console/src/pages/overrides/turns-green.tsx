import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Zone } from '../../parts/zone-badge';
import { useSaidNow } from './use-said-now';
import type { AskedNow } from './use-said-now';

interface TurnsGreenProps extends AskedNow {
  /** The zone of the override that is changed. */
  readonly was: Zone | undefined;
}

/** Said before saving where green takes the place of red or orange: what was stopped is let through. */
export function TurnsGreen({ was, ...asked }: TurnsGreenProps) {
  const { t } = useTranslation('overrides');
  const told = useSaidNow(asked);
  const now = was ?? (told === undefined || 'error' in told ? undefined : told.answer.zone);
  if (now !== 'red' && now !== 'orange') return null;
  return (
    <Alert
      role="status"
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t(`turnsGreen.${now}`)}
    >
      {t('turnsGreen.text')}
    </Alert>
  );
}
