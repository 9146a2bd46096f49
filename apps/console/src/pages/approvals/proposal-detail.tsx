import { useTranslation } from 'react-i18next';
import { Text } from '@mantine/core';
import { GreenOverrides } from './green-overrides';
import { GuardedStep } from './guarded-step';
import { RuleChange } from './rule-change';
import { TrustChange } from './trust-change';
import type { GreenDetail, GuardedDetail, OneProposal, RelaxDetail, TrustDetail } from './types';

/** All that a second person has to see, by the kind of the proposal. */
export function ProposalDetail({ proposal: { kind, detail, state } }: { readonly proposal: OneProposal }) {
  const { t } = useTranslation('approvals');
  if (detail === null) return <Text c="dimmed">{t('gone')}</Text>;
  switch (kind) {
    case 'override.green':
      return <GreenOverrides detail={detail as GreenDetail} />;
    case 'snapshot.activate-guarded':
      return <GuardedStep detail={detail as GuardedDetail} />;
    case 'trust.add':
      return <TrustChange detail={detail as TrustDetail} isGiven mustCompare={state === 'waiting'} />;
    case 'trust.remove':
      return <TrustChange detail={detail as TrustDetail} isGiven={false} mustCompare={false} />;
    case 'four-eyes.relax':
      return <RuleChange detail={detail as RelaxDetail} />;
  }
}
