export { GUARD_LIMITS, GUARD_SHELVES, NO_GUARDS } from './guard-rules';
export type {
  GuardedKeys,
  GuardedName,
  GuardHit,
  GuardRules,
  GuardSample,
  GuardShelf,
  GuardThresholds,
  GuardTrip,
} from './guard-rules';
export { hostExpressions } from './host-expressions';
export { NetworkSet, networkRange } from './network-set';
export { PrefixSet } from './prefix-set';
export type { NamedHit } from './trips';
