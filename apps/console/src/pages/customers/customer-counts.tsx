import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../api/use-session';
import { count } from '../../parts/number-text';
import { Time } from '../../parts/time';
import { Facts } from '../licenses/license-facts';
import type { CustomerDetails } from './types';

/** What a customer has beside its licenses, each a way to it. */
export function CustomerCounts({ customer }: { readonly customer: CustomerDetails }) {
  const { t, i18n } = useTranslation('customers');
  const { caller } = useSession();
  const isStaff = caller.customer === null;
  const { id, overrides, proxies, participants, tokens } = customer;
  const own = `?customer=${encodeURIComponent(id)}`;
  const linked = (n: number, to: string): ReactNode => (
    <Anchor component={Link} to={to}>
      {count(n, i18n.language)}
    </Anchor>
  );
  return (
    <Facts
      rows={[
        [t('counts.overrides'), linked(overrides, `/overrides${own}`)],
        [t('counts.proxies'), isStaff ? linked(proxies, `/proxies${own}`) : count(proxies, i18n.language)],
        [t('counts.participants'), count(participants, i18n.language)],
        [t('counts.tokens'), tokens.length === 0 ? t('counts.noTokens') : <Tokens tokens={tokens} />],
      ]}
    />
  );
}

function Tokens({ tokens }: Pick<CustomerDetails, 'tokens'>) {
  const { t } = useTranslation('customers');
  return tokens.map(({ id, label, expiresAt }) => (
    <div key={id}>
      {label}, {t('counts.until')} <Time at={expiresAt} />
    </div>
  ));
}
