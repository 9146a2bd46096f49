import { List, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RelaxDetail } from './types';

const RULES = ['greenOverrides', 'guardedActivations', 'trustChanges'] as const;

export function RuleChange({ detail: { before, after } }: { readonly detail: RelaxDetail }) {
  const { t } = useTranslation('approvals');
  const changed = RULES.filter((name) => before[name] !== after[name]);
  return (
    <Paper withBorder p="md">
      <Text fw={600}>{t('rulesOff')}</Text>
      <List>
        {changed.map((name) => (
          <List.Item key={name}>{t(after[name] ? 'ruleOn' : 'ruleOff', { rule: t(`rule.${name}`) })}</List.Item>
        ))}
      </List>
    </Paper>
  );
}
