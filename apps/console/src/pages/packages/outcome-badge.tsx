import { Badge } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconEqual, IconHandStop, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportState } from './types';

const LOOKS = {
  active: { color: '#1e7a34', icon: IconCircleCheck },
  held: { color: '#f2c94c', icon: IconHandStop },
  rejected: { color: 'red.9', icon: IconAlertOctagon },
  unchanged: { color: '#5c636a', icon: IconEqual },
  working: { color: 'indigo.8', icon: IconLoader2 },
} as const;

/** What became of a package; what has not ended yet is at work. */
export function OutcomeBadge({ state }: { readonly state: ImportState }) {
  const { t } = useTranslation('packages');
  const look = state in LOOKS ? LOOKS[state as keyof typeof LOOKS] : LOOKS.working;
  const Icon = look.icon;
  return (
    <Badge color={look.color} autoContrast radius="sm" tt="none" leftSection={<Icon size={13} aria-hidden />}>
      {t(`state.${state}`)}
    </Badge>
  );
}
