import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { Time } from '../../parts/time';
import { licensePage } from './license-path';
import { StateBadge } from './state-badge';
import type { KeyAnswer } from './types';

type Verdict = KeyAnswer['keys'][number];

/** What requests with one registered key get, why, and who does what. */
export function KeyVerdict({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation('licenses');
  const { may } = useSession();
  const { license, state, code, facts, newestFingerprint, isNewest } = verdict;
  const when = ['endedAt', 'revokedAt', 'notBefore', 'expiresAt'].map((name) => facts[name]).find((at) => at != null);
  const current = facts['currentFingerprint'] ?? (isNewest ? null : newestFingerprint);
  return (
    <Alert
      color={code === null ? 'green' : 'red'}
      title={code === null ? t('whyPage.answered') : t(`code.${code}` as 'code.LICENSE_EXPIRED')}
      icon={code === null ? <IconCircleCheck size={20} aria-hidden /> : <IconCircleX size={20} aria-hidden />}
    >
      <Stack gap="xs">
        <Group gap="xs">
          <StateBadge state={state} />
          <Text size="sm">
            {t('whyPage.of')}{' '}
            <Anchor component={Link} to={licensePage(license)} size="sm" c="inherit" underline="always">
              {license.licenseId}
            </Anchor>
            , {license.customer.name}
          </Text>
        </Group>
        {typeof when === 'string' && (
          <Text size="sm">
            {t(code === 'LICENSE_NOT_YET_VALID' ? 'whyPage.from' : 'whyPage.since')} <Time at={when} />
          </Text>
        )}
        {code === null ? (
          <Text size="sm">
            {t('whyPage.answeredText')}
            {verdict.requestsPerSecond !== null && ` ${t('whyPage.rate', { count: verdict.requestsPerSecond })}`}
          </Text>
        ) : (
          <Text size="sm">{t(`do.${code}` as 'do.LICENSE_EXPIRED')}</Text>
        )}
        {current != null && code !== null && (
          <Text size="sm">
            {t('whyPage.current')} <span className="mono">{String(current)}</span>
          </Text>
        )}
        {code === 'LICENSE_KEY_SUPERSEDED' && may('license-manager') && (
          <Group>
            <Button component={Link} to={licensePage(license)} size="xs" variant="default">
              {t('whyPage.toLicense')}
            </Button>
          </Group>
        )}
        {code !== null && (
          <Text size="xs" className="mono">
            {code}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

interface UnknownVerdictProps {
  readonly fingerprint: string;
  readonly unknown: NonNullable<KeyAnswer['unknown']>;
}

/** What is known of a key that nobody has submitted. */
export function UnknownVerdict({ fingerprint, unknown }: UnknownVerdictProps) {
  const { t } = useTranslation('licenses');
  const { may, caller } = useSession();
  const { pending, knocking } = unknown;
  const name =
    pending !== null
      ? 'pending'
      : knocking === null
        ? 'silent'
        : knocking.known === 'revoked'
          ? 'revoked'
          : knocking.known === 'older'
            ? 'older'
            : 'knocks';
  return (
    <Alert color="red" title={t('code.LICENSE_KEY_NOT_SUBMITTED')} icon={<IconCircleX size={20} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {t(caller.customer !== null && name === 'silent' ? 'unknown.notYours' : `unknown.${name}`, {
            count: knocking?.count ?? 0,
            fingerprint: knocking?.older?.currentFingerprint ?? '',
          })}{' '}
          {knocking !== null && knocking.count > 0 && (
            <>
              {t('unknown.last')} <Time at={knocking.lastSeen} form="ago" />
            </>
          )}
        </Text>
        {pending !== null && may('license-manager') && (
          <Button component={Link} to="/licenses/waiting" size="xs" variant="default">
            {t('unknown.toApproval')}
          </Button>
        )}
        {(name === 'knocks' || name === 'silent') && may('license-manager', 'customer-administrator') && (
          <Button component={Link} to={`/licenses/submit?key=${fingerprint}`} size="xs" variant="default">
            {t('knocking.submit')}
          </Button>
        )}
        <Text size="xs" className="mono">
          LICENSE_KEY_NOT_SUBMITTED
        </Text>
      </Stack>
    </Alert>
  );
}
