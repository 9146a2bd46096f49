import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../parts/copy-text';
import { count } from '../../parts/number-text';
import type { Explained } from './types';

/** What is known of the object beside its zone, and under which names it was looked for. */
export function AnswerFacts({ told }: { readonly told: Explained }) {
  const { t, i18n } = useTranslation('lookup');
  const { answer, asked } = told;
  const facts: [string, ReactNode][] = [
    [t('fact.threat'), answer.threat],
    [t('fact.product'), answer.product],
    [t('fact.trustGroup'), answer.trustGroup === null ? null : t(`trust.${answer.trustGroup}`)],
    [
      t('fact.popularity'),
      answer.popularity === null
        ? null
        : t('fact.atLeast', { count: answer.popularity, shown: count(answer.popularity, i18n.language) }),
    ],
    [t('fact.firstSeen'), answer.firstSeen],
    [t('fact.matched'), answer.matched === null ? null : <CopyText text={answer.matched} what={t('fact.matched')} />],
    ...Object.entries(answer.hashes).map(([kind, hash]): [string, ReactNode] => [
      kind.toUpperCase(),
      <CopyText key={kind} text={hash} what={kind.toUpperCase()} />,
    ]),
    [t('fact.asked'), asked.length < 2 ? null : <span className="mono">{asked.join('  ·  ')}</span>],
  ];
  const known = facts.filter(([, value]) => value !== null);
  if (known.length === 0) return null;
  return (
    <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing="xs" m={0}>
      {known.map(([name, value]) => (
        <div key={name} style={{ minWidth: 0 }}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
