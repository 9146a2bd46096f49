import { useTranslation } from 'react-i18next';
import type { AnswerSource } from './types';

/** Who decided, in words. */
export function useSourceWords(): (source: AnswerSource) => string {
  const { t } = useTranslation('lookup');
  return (source) => {
    if (source.kind === 'none') return t('source.none');
    if (source.kind === 'feed') return t('source.feed', { feed: source.feed, version: source.version });
    return t(`source.${source.owner}`, { reason: source.reason });
  };
}
