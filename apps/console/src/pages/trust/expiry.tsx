import { Badge } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';

const SOON_MS = 30 * 86_400_000;

/** When a root ends; what ends soon, or has, is marked. */
export function Expiry({ at }: { readonly at: string }) {
  const { t } = useTranslation('trust');
  const left = Date.parse(at) - Date.now();
  if (left > SOON_MS) return <Time at={at} />;
  return (
    <Badge
      color={left > 0 ? '#f2c94c' : 'red.9'}
      autoContrast
      radius="sm"
      tt="none"
      leftSection={<IconAlertTriangle size={13} aria-hidden />}
    >
      {t(left > 0 ? 'ends' : 'ended')} <Time at={at} form="ago" />
    </Badge>
  );
}
