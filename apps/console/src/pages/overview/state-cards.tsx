import { Anchor, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Time } from '../../parts/time';
import { count } from '../../parts/number-text';
import type { Overview } from './types';

const GOOD = ['current', 'overlap', 'grace', 'changed'] as const;

/** How many of what there is, each with the way to it. */
export function StateCards({ overview: { counts, feeds, imports, importsUnderWay } }: { readonly overview: Overview }) {
  const { t, i18n } = useTranslation('overview');
  const { licenses, expiring, proxies, samples } = counts;
  const number = (value: number): string => count(value, i18n.language);
  const inForce = GOOD.reduce((sum, state) => sum + (licenses[state] ?? 0), 0);
  const inAll = Object.values(licenses).reduce((sum, n) => sum + n, 0);
  const [last] = imports;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
      <Card
        to="/licenses"
        title={t('state.licenses')}
        value={t('state.licensesValue', { good: number(inForce), all: number(inAll) })}
        note={t('state.expiring', { count: expiring['30d'] })}
      >
        {inAll > 0 && (
          <Progress value={(100 * inForce) / inAll} color="#1e7a34" size="sm" aria-label={t('state.licenses')} />
        )}
      </Card>
      <Card
        to="/feeds"
        title={t('state.feeds')}
        value={t('state.feedsValue', { live: number(feeds.filter(({ version }) => version !== null).length) })}
        note={t('state.held', { count: counts.heldSnapshots })}
      />
      <Card
        to="/packages"
        title={t('state.imports')}
        value={importsUnderWay === 0 ? t('state.noImports') : t('state.underWay', { count: importsUnderWay })}
        note={
          last === undefined ? (
            t('state.neverImported')
          ) : (
            <>
              {t('state.lastImport', { name: last.fileName })} <Time at={last.updatedAt} form="ago" />
            </>
          )
        }
      />
      <Card
        to="/proxies"
        title={t('state.proxies')}
        value={
          proxies.registered === 0
            ? t('state.noProxies')
            : t('state.proxiesValue', { present: number(proxies.present), all: number(proxies.registered) })
        }
        note={t('state.samples', { count: samples.new })}
      />
    </SimpleGrid>
  );
}

interface CardProps {
  readonly to: string;
  readonly title: string;
  readonly value: string;
  readonly note: React.ReactNode;
  readonly children?: React.ReactNode;
}

function Card({ to, title, value, note, children }: CardProps) {
  return (
    <Paper withBorder p="md">
      <Stack gap={4}>
        <Group justify="space-between">
          <Title order={3} size="sm" fw={600}>
            <Anchor component={Link} to={to} inherit>
              {title}
            </Anchor>
          </Title>
        </Group>
        <Text size="lg" fw={650}>
          {value}
        </Text>
        {children}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      </Stack>
    </Paper>
  );
}
