import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, UNREACHABLE } from '../api/api-error';

export interface FaultText {
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
}

/** What to say of an error: by its code in the viewer's language, else in the service's own words. */
export function useFaultText(): (error: unknown) => FaultText {
  const { t, i18n } = useTranslation(['common', 'faults']);
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError))
        return { title: t('common:fault.defect'), detail: '', advice: t('common:fault.defectAdvice') };
      if (error.code === UNREACHABLE)
        return { title: t('common:fault.unreachable'), detail: '', advice: t('common:fault.unreachableAdvice') };
      const of = (part: 'title' | 'advice', own: string): string => {
        const key = `faults:${error.code}.${part}`;
        return i18n.exists(key) ? t(key as 'faults:any') : own;
      };
      return { title: of('title', error.title), detail: error.detail, advice: of('advice', error.advice) };
    },
    [t, i18n],
  );
}
