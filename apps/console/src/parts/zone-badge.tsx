import { Badge } from '@mantine/core';
import type { MantineSize } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoTriangle,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export const ZONES = ['red', 'orange', 'yellow', 'green', 'grey'] as const;
export type Zone = (typeof ZONES)[number];

/** A color, and a shape for those who do not see it; both themes have a contrast of 4.5 and more. */
const LOOKS = {
  red: { color: 'red.9', icon: IconAlertOctagon },
  orange: { color: '#b54708', icon: IconAlertTriangle },
  yellow: { color: '#f2c94c', icon: IconInfoTriangle },
  green: { color: '#1e7a34', icon: IconCircleCheck },
  grey: { color: '#5c636a', icon: IconHelpCircle },
} as const;

/** Of lines and areas in charts. */
export const ZONE_COLORS: Readonly<Record<Zone, string>> = {
  red: '#e03131',
  orange: '#e8730c',
  yellow: '#e0b100',
  green: '#2f9e44',
  grey: '#868e96',
};

export function ZoneBadge({ zone, size = 'md' }: { readonly zone: Zone; readonly size?: MantineSize }) {
  const { t } = useTranslation();
  const { color, icon: Icon } = LOOKS[zone];
  return (
    <Badge
      color={color}
      variant="filled"
      autoContrast
      size={size}
      radius="sm"
      tt="none"
      miw="max-content"
      leftSection={<Icon size={13} stroke={2} aria-hidden />}
    >
      {t(`zone.${zone}`)}
    </Badge>
  );
}
