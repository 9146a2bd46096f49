import { Badge } from '@mantine/core';
import {
  IconBan,
  IconCalendarX,
  IconCircleCheck,
  IconClockHour4,
  IconHourglass,
  IconReplace,
  IconCalendarPlus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LicenseState } from './types';

/** Whether endpoints get answers (green), will not for much longer (yellow), or get none (red); with a picture beside. */
const LOOKS = {
  current: { color: '#1e7a34', icon: IconCircleCheck },
  overlap: { color: '#f2c94c', icon: IconHourglass },
  grace: { color: '#f2c94c', icon: IconHourglass },
  'not-yet-valid': { color: '#3b5bdb', icon: IconCalendarPlus },
  expired: { color: 'red.9', icon: IconCalendarX },
  changed: { color: 'red.9', icon: IconClockHour4 },
  superseded: { color: '#5c636a', icon: IconReplace },
  revoked: { color: 'red.9', icon: IconBan },
} as const;

export function StateBadge({ state }: { readonly state: LicenseState }) {
  const { t } = useTranslation('licenses');
  const { color, icon: Icon } = LOOKS[state];
  return (
    <Badge
      color={color}
      variant="filled"
      autoContrast
      radius="sm"
      tt="none"
      leftSection={<Icon size={13} stroke={2} aria-hidden />}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
