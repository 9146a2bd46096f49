export { addressKey, formatAddress, parseAddress, parseNetwork } from './address';
export type { Address } from './address';
export { canonicalUrl } from './canonical-url';
export type { CanonicalUrl } from './canonical-url';
export { canonicalDomain, domainExpressions } from './domain';
export { expressionKey, expressionKeys, expressions } from './expressions';
export { WEB_LIMITS } from './limits';
