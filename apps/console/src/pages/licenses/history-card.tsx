import { Button, Text, Timeline } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconBan,
  IconCheck,
  IconClockHour4,
  IconHourglass,
  IconMail,
  IconPencil,
  IconPlugConnected,
  IconReplace,
  IconSeparator,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fetched } from '../../parts/states';
import { Time } from '../../parts/time';
import { useOne } from '../../parts/use-list';
import { Card } from './card';
import type { HistoryEntry } from './types';

const LOOKS: Readonly<Record<string, { readonly icon: typeof IconCheck; readonly color: string }>> = {
  'license.submitted': { icon: IconCheck, color: 'green.8' },
  'license.submission-received': { icon: IconMail, color: 'indigo' },
  'license.submission-refused': { icon: IconX, color: 'red.8' },
  'license.submission-replaced': { icon: IconReplace, color: 'gray.7' },
  'license.superseded': { icon: IconReplace, color: 'gray.7' },
  'license.changed': { icon: IconClockHour4, color: 'orange.9' },
  'license.change-undone': { icon: IconArrowBackUp, color: 'indigo' },
  'license.revoked': { icon: IconBan, color: 'red.8' },
  'license.overlap': { icon: IconHourglass, color: 'indigo' },
  'license.granted': { icon: IconSeparator, color: 'indigo' },
  'license.ungranted': { icon: IconSeparator, color: 'gray.7' },
  'license.key-taken-over': { icon: IconArrowsExchange, color: 'orange.9' },
  'integration-token.created': { icon: IconPlugConnected, color: 'indigo' },
  'integration-token.revoked': { icon: IconPlugConnected, color: 'red.8' },
  'customer.added': { icon: IconCheck, color: 'green.8' },
  'customer.changed': { icon: IconPencil, color: 'indigo' },
};
const OTHER = { icon: IconPencil, color: 'gray.7' };
const FIRST = 30;

/** A story from the audit log, newest first. */
export function HistoryCard({ path }: { readonly path: string }) {
  const { t } = useTranslation('licenses');
  const query = useOne<{ history: readonly HistoryEntry[] }>(path);
  return (
    <Card title={t('history.title')}>
      <Fetched query={query}>{({ history }) => <Story history={history} />}</Fetched>
    </Card>
  );
}

export function Story({
  history,
  isNamed = false,
}: {
  readonly history: readonly HistoryEntry[];
  readonly isNamed?: boolean;
}) {
  const { t } = useTranslation('licenses');
  const [isWhole, setWhole] = useState(false);
  const newestFirst = history.toReversed();
  const shown = isWhole ? newestFirst : newestFirst.slice(0, FIRST);
  if (history.length === 0) return <Text c="dimmed">{t('history.empty')}</Text>;
  return (
    <>
      <Timeline bulletSize={26} lineWidth={2} active={shown.length}>
        {shown.map((entry, i) => {
          const { icon: Icon, color } = LOOKS[entry.action] ?? OTHER;
          return (
            <Timeline.Item
              key={`${entry.at} ${entry.action} ${String(i)}`}
              bullet={<Icon size={14} aria-hidden />}
              color={color}
              title={<Title entry={entry} isNamed={isNamed} />}
            >
              <Details detail={entry.detail} />
              <Text size="xs" c="dimmed">
                <Time at={entry.at} /> · {entry.actor}
              </Text>
            </Timeline.Item>
          );
        })}
      </Timeline>
      {shown.length < newestFirst.length && (
        <Button variant="default" size="xs" onClick={() => setWhole(true)} style={{ alignSelf: 'flex-start' }}>
          {t('history.more', { count: newestFirst.length - shown.length })}
        </Button>
      )}
    </>
  );
}

function Title({ entry, isNamed }: { readonly entry: HistoryEntry; readonly isNamed: boolean }) {
  const { t, i18n } = useTranslation('licenses');
  const key = `history.action.${entry.action.replaceAll('.', '_')}`;
  const text = i18n.exists(`licenses:${key}`) ? t(key as 'history.title') : entry.action;
  return (
    <Text size="sm" fw={600} span>
      {isNamed ? `${text} · ${entry.subject}` : text}
    </Text>
  );
}

/** What of a change is told elsewhere, or says nothing to a person. */
const HIDDEN = ['vendor', 'customer', 'digest', 'before', 'token'];

function Details({ detail }: { readonly detail: HistoryEntry['detail'] }) {
  const { t, i18n } = useTranslation('licenses');
  const facts = Object.entries(detail)
    .filter(([name, value]) => !HIDDEN.includes(name) && value !== '' && value !== null)
    .map(([name, value]) => {
      const key = `history.fact.${name}`;
      const label = i18n.exists(`licenses:${key}`) ? t(key as 'history.title') : name;
      return `${label}: ${textOf(value)}`;
    });
  if (typeof detail['before'] === 'number') facts.push(`${t('history.fact.before')}: ${String(detail['before'])}`);
  if (facts.length === 0) return null;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {facts.join(' · ')}
    </Text>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
