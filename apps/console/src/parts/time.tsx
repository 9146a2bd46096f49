import { Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ago, exactTime, shortTime } from './time-text';

interface TimeProps {
  /** ISO 8601 or milliseconds since 1970. */
  readonly at: string | number | Date;
  /** `ago`: how long since or until; `short`: date and minute, in the viewer's zone. */
  readonly form?: 'ago' | 'short';
}

/** A time as people say it, and exactly (viewer's zone and UTC) on hover and focus. */
export function Time({ at, form = 'short' }: TimeProps) {
  const { i18n } = useTranslation();
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return <>–</>;
  const text = form === 'ago' ? ago(time, Date.now(), i18n.language) : shortTime(time, i18n.language);
  return (
    <Tooltip label={exactTime(time, i18n.language)} events={{ hover: true, focus: true, touch: true }} withArrow>
      <Text span inherit component="time" dateTime={time.toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {text}
      </Text>
    </Tooltip>
  );
}
