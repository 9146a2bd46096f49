import type { HistoryView } from '../admin/answers';

const TIME_CHARACTERS = 19;

/** A story, oldest first: when, what, by whom, and the facts of it. */
export function historyLines(history: readonly HistoryView[]): string[] {
  if (history.length === 0) return ['no history'];
  const widest = Math.max(...history.map((one) => one.action.length));
  return history.map(({ at, action, actor, detail }) => {
    const facts = Object.entries(detail)
      .filter(([name, value]) => name !== 'vendor' && value !== '' && value !== null)
      .map(([name, value]) => `${name} ${factText(value)}`);
    const when = at.slice(0, TIME_CHARACTERS).replace('T', ' ');
    return [`${when}Z`, action.padEnd(widest), `by ${actor}`, facts.join(', ')].join('  ').trimEnd();
  });
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
