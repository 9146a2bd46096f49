import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Proposal } from './types';

const COLORS = {
  waiting: '#b54708',
  approved: 'green.9',
  refused: 'red.9',
  withdrawn: 'gray.7',
  outdated: 'gray.7',
  expired: 'gray.7',
} as const;

export function StateBadge({ state }: Pick<Proposal, 'state'>) {
  const { t } = useTranslation('approvals');
  return (
    <Badge color={COLORS[state]} variant="filled" radius="sm" tt="none">
      {t(`state.${state}`)}
    </Badge>
  );
}
