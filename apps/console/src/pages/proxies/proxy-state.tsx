import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const COLORS: Readonly<Record<string, string>> = { good: '#1e7a34', revoked: 'gray.7' };

/** The state of a proxy or of one of its certificates, in words. */
export function ProxyState({ state }: { readonly state: string }) {
  const { t } = useTranslation('proxies');
  return (
    <Badge color={COLORS[state] ?? 'red.9'} autoContrast tt="none" radius="sm" miw="max-content">
      {t(`state.${state.replace(' ', '-')}`)}
    </Badge>
  );
}
