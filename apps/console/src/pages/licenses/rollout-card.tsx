import { Alert, Button, Group, Progress, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { count, percent } from '../../parts/number-text';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { Card } from './card';
import { licenseName, licenseRoute } from './license-path';
import { openOverlap } from './overlap-form';
import { adviceOf } from './rollout-advice';
import { StateBadge } from './state-badge';
import type { License, Rollout } from './types';
import { ScrollBox } from '../../parts/scroll-box';

const DAYS = ['7', '30', '90'];
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MORE_DAYS = 7;
const MOST_HOURS = 8_784;

/** Who asks by which key: how far the endpoints have moved to the newest one, and whether the old one may end. */
export function RolloutCard({ license }: { readonly license: License }) {
  const { t } = useTranslation('licenses');
  const [days, setDays] = useState('7');
  const query = useOne<Rollout>(`${licenseRoute(licenseName(license), 'rollout')}?days=${days}`);
  return (
    <Card
      title={t('rollout.title')}
      actions={
        <SegmentedControl
          aria-label={t('rollout.span')}
          size="xs"
          value={days}
          onChange={setDays}
          data={DAYS.map((value) => ({ value, label: t('rollout.days', { count: Number(value) }) }))}
        />
      }
    >
      <Fetched query={query}>{(rollout) => <Content license={license} rollout={rollout} />}</Fetched>
    </Card>
  );
}

function Content({ license, rollout }: { readonly license: License; readonly rollout: Rollout }) {
  const { t, i18n } = useTranslation('licenses');
  const number = (n: number): string => count(n, i18n.language);
  const { movedShare, newestKey, seats, seatsSeen, exact } = rollout;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t('rollout.seen', { count: seatsSeen, n: `${exact ? '' : '≈ '}${number(seatsSeen)}` })}
        {seats !== null && ` ${t('rollout.licensed', { count: seats, n: number(seats) })}`}
        {seats !== null && seatsSeen > seats && ` ${t('rollout.more')}`}
      </Text>
      {movedShare !== null && newestKey !== null && (
        <Stack gap={4}>
          <Text size="sm">
            {t('rollout.moved', { share: percent(movedShare, i18n.language), fingerprint: newestKey })}
          </Text>
          <Progress value={movedShare * 100} aria-label={t('rollout.movedLabel')} color="indigo" size="lg" />
        </Stack>
      )}
      <Advice license={license} rollout={rollout} />
      {rollout.keys.some((key) => key.requests > 0) ? (
        <ScrollBox label={t('rollout.title')}>
          <Table aria-label={t('rollout.title')} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {['key', 'state'].map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(`rollout.${name}` as 'rollout.key')}
                  </Table.Th>
                ))}
                {['endpoints', 'today', 'left', 'requests', 'last'].map((name) => (
                  <Table.Th key={name} scope="col" ta="right">
                    {t(`rollout.${name}` as 'rollout.key')}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rollout.keys.map((key) => (
                <Table.Tr key={key.fingerprint}>
                  <Table.Td className="mono">{key.fingerprint}</Table.Td>
                  <Table.Td>
                    <StateBadge state={key.state} />
                  </Table.Td>
                  <Table.Td ta="right">{number(key.endpoints)}</Table.Td>
                  <Table.Td ta="right">{number(key.endpointsToday)}</Table.Td>
                  <Table.Td ta="right">{number(key.endpointsLeft)}</Table.Td>
                  <Table.Td ta="right">{number(key.requests)}</Table.Td>
                  <Table.Td ta="right">
                    {key.lastSeen === null ? t('never') : <Time at={key.lastSeen} form="ago" />}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      ) : (
        <Text size="sm" c="dimmed">
          {t('rollout.nobody')}
        </Text>
      )}
    </Stack>
  );
}

/** One sentence on whether the old key may end, with the button that gives it more time or ends it. */
function Advice({ license, rollout }: { readonly license: License; readonly rollout: Rollout }) {
  const { t, i18n } = useTranslation('licenses');
  const { may } = useSession();
  const advice = adviceOf(rollout);
  if (advice === null) return null;
  const { name, key } = advice;
  const endsAt = key.overlapEndsAt === null ? Date.now() : Date.parse(key.overlapEndsAt);
  const replacedAt = endsAt - license.overlapHours * HOUR_MS;
  const longer = Math.ceil((Date.now() + MORE_DAYS * DAY_MS - replacedAt) / HOUR_MS);
  const hours = name === 'safe' ? 0 : Math.min(MOST_HOURS, Math.max(1, longer));
  const mayDo = name === 'safe' ? may('license-manager', 'customer-administrator') : may('license-manager');
  return (
    <Alert color={name === 'safe' ? 'green' : 'yellow'} title={t(`rollout.advice.${name}.title`)}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {t(`rollout.advice.${name}.text`, {
            fingerprint: key.fingerprint,
            count: key.endpointsLeft,
            n: count(key.endpointsLeft, i18n.language),
          })}{' '}
          {key.overlapEndsAt !== null && (
            <>
              {t('rollout.advice.ends')} <Time at={key.overlapEndsAt} />
            </>
          )}
        </Text>
        {mayDo && (
          <Group>
            <Button size="xs" variant="default" onClick={() => openOverlap(license, t('overlap.title'), hours)}>
              {t(`rollout.advice.${name}.act`)}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
