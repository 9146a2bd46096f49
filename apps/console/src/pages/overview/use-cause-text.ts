import { useTranslation } from 'react-i18next';

/** Causes of generations that hold a name or a number, as the service writes them. */
const FORMS: readonly (readonly [name: string, form: RegExp])[] = [
  ['import', /^import of (?<feed>\S+)$/],
  ['priority', /^priority of (?<feed>\S+) set to (?<value>\d+)$/],
  ['trust', /^trust in (?<vendor>\S+) ended$/],
  ['rebuilt', /^run \d+ of (?<feed>\S+) was rebuilt$/],
  ['folded', /^\d+ runs of (?<feed>\S+) were folded into one$/],
  ['back', /^(?<feed>\S+) went back from version (?<from>\d+) to (?<to>\d+): (?<why>[^]*)$/],
];

/** Why a generation was made, in the viewer's language where its form is known. */
export function useCauseText(): (reason: string) => string {
  const { t, i18n } = useTranslation('overview');
  return (reason) => {
    for (const [name, form] of FORMS) {
      const values = form.exec(reason)?.groups;
      if (values !== undefined) return t(`cause.${name}`, values);
    }
    const key = `cause.${reason.replaceAll(' ', '-')}`;
    return /^[a-z -]+$/.test(reason) && i18n.exists(`overview:${key}`) ? t(key) : reason;
  };
}
