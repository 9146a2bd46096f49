import { Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { Time } from '../../parts/time';
import type { License } from './types';

const SOON_MS = 30 * 86_400_000;

/** Why a license stands as it does, in one sentence with its times. */
export function Why({ license, size = 'xs' }: { readonly license: License; readonly size?: string }) {
  const { t } = useTranslation('licenses');
  const [newest] = license.keys;
  const isEnding = license.state === 'current' && Date.parse(license.expiresAt) - Date.now() < SOON_MS;
  const name = isEnding ? 'ending' : license.awaitsNewKey && license.state === 'overlap' ? 'awaiting' : license.state;
  return (
    <Text size={size} {...(size === 'xs' ? { c: 'dimmed' } : {})} component="div">
      <Trans
        t={t}
        i18nKey={`why.${name}` as 'why.current'}
        components={{
          expires: <Time at={license.expiresAt} />,
          grace: <Time at={license.graceEndsAt} />,
          begins: <Time at={license.notBefore} />,
          overlap: <Time at={newest?.overlapEndsAt ?? license.expiresAt} />,
          revoked: <Time at={newest?.revokedAt ?? license.expiresAt} />,
        }}
      />
    </Text>
  );
}
