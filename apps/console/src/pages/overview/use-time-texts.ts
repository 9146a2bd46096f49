import { useTranslation } from 'react-i18next';

const DAY_STEP_S = 3_600;

/** Times of steps, in the viewer's zone: short for an axis, and whole. */
export function useTimeTexts(stepSeconds: number): {
  readonly axisText: (at: number) => string;
  readonly timeText: (at: number) => string;
} {
  const { language } = useTranslation().i18n;
  const isLong = stepSeconds >= DAY_STEP_S;
  const axis = new Intl.DateTimeFormat(
    language,
    isLong ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
  );
  const whole = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: stepSeconds < 60 ? 'medium' : 'short',
  });
  // A chart asks for the text of no time at all while nothing is pointed at.
  const textIn = (format: Intl.DateTimeFormat) => (at: number) => (Number.isFinite(at) ? format.format(at) : '');
  return { axisText: textIn(axis), timeText: textIn(whole) };
}
