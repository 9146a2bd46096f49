import { Badge } from '@mantine/core';
import { IconArchive, IconBroadcast, IconHandStop, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SnapshotView } from './types';

const LOOKS = {
  active: { color: '#1e7a34', icon: IconBroadcast },
  held: { color: '#f2c94c', icon: IconHandStop },
  retained: { color: '#5c636a', icon: IconArchive },
  ready: { color: 'indigo.8', icon: IconLoader2 },
} as const;

export function SnapshotBadge({ state }: Pick<SnapshotView, 'state'>) {
  const { t } = useTranslation('feeds');
  const { color, icon: Icon } = LOOKS[state];
  return (
    <Badge color={color} autoContrast radius="sm" tt="none" leftSection={<Icon size={13} aria-hidden />}>
      {t(`snapshot.${state}`)}
    </Badge>
  );
}
