import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count } from '../../parts/number-text';
import type { GuardView } from './types';

/** Rows of a file that guard nothing, by reason. */
export function Skipped({ skipped }: Pick<GuardView, 'skipped'>) {
  const { t, i18n } = useTranslation('guards');
  if (skipped.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('skipped')}
      </Text>
      <ul style={{ margin: 0, paddingInlineStart: 20 }}>
        {skipped.map(({ reason, count: n, line }) => (
          <li key={reason}>
            <Text size="sm">
              {t('skippedRow', { n: count(n, i18n.language), reason, line: count(line, i18n.language) })}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
