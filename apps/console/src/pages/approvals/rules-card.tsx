import { Anchor, Badge, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { useOne } from '../../parts/use-list';

const RULES = ['greenOverrides', 'guardedActivations', 'trustChanges'] as const;
type Rules = Readonly<Record<(typeof RULES)[number], boolean>>;

/** What needs two people here; for the provider's people alone. */
export function RulesCard() {
  const { t } = useTranslation('approvals');
  const { caller, may } = useSession();
  const { data } = useOne<Rules>('/api/v1/four-eyes', { isOn: caller.customer === null });
  if (data === undefined) return null;
  const on = RULES.filter((name) => data[name]);
  return (
    <Paper withBorder p="md">
      <Group gap="xs">
        <Text fw={600}>{t(on.length === 0 ? 'rulesNone' : 'rules')}</Text>
        {on.map((name) => (
          <Badge key={name} variant="light" color="indigo" tt="none" radius="sm">
            {t(`rule.${name}`)}
          </Badge>
        ))}
        {may() && (
          <Anchor component={Link} to="/settings" size="sm">
            {t('rulesChange')}
          </Anchor>
        )}
      </Group>
    </Paper>
  );
}
