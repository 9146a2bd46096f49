import { Badge } from '@mantine/core';
import { IconCircleCheck, IconSparkles, IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SampleState } from './types';

const LOOKS = {
  new: { color: '#3b5bdb', icon: IconSparkles },
  claimed: { color: '#f2c94c', icon: IconUserCheck },
  decided: { color: '#5c636a', icon: IconCircleCheck },
} as const;

export function SampleStateBadge({ state }: { readonly state: SampleState }) {
  const { t } = useTranslation('submissions');
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
