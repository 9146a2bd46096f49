/** What a lookup asks, and what bears on its answer beside the records: shared by who answers and who explains. */
export { withLearnt } from './learnt-facts';
export type { KnownFiles } from './learnt-facts';
export { askCertificate, askDomain, askFile, askIp, askSoftware, askUrl, askWireObject } from './questions';
export type { Asked } from './questions';
export { restrictingVendors } from './restricting-vendors';
export type { RestrictedFeed } from './restricting-vendors';
