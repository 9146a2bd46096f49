export { ACTIVATION_TEXT_LIMIT, activationText, nextActivation, parseActivation } from './activation-policy';
export type { ActivationPolicy } from './activation-policy';
export { Fault } from './fault';
export type { FaultFacts } from './fault';
export { FAULT_CATALOG, FAULT_KINDS } from './fault-catalog';
export type { FaultCode, FaultEntry, FaultKind } from './fault-catalog';
export { CLOCK_LIMITS, clockStanding, isMarkDue, judgedTime } from './judged-time';
export type { ClockStanding, ClockState } from './judged-time';
export { isPlainName, NAME_LIMIT_BYTES, nameKey, softwareKey, softwareName, TEXT_LIMIT_BYTES } from './names';
export {
  ALIAS_TARGET_KINDS,
  codeOfZone,
  decodeAlias,
  decodeRecord,
  encodeAlias,
  encodeRecord,
  encodeRemoval,
  FLAG_MD5,
  FLAG_SHA1,
  isRemoval,
  NAME_KEY_BYTES,
  OFFSET_ALIAS_KIND,
  OFFSET_ALIAS_TARGET,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  OFFSET_ZONE,
  REMOVE_BIT,
  TRUST_MASK,
  zoneOfCode,
} from './record';
export type { AliasTarget, AliasTargetSection, RecordValue } from './record';
export { recordFlaw } from './record-flaw';
export type { RecordFlaw } from './record-flaw';
export { firstSeenDate, firstSeenDay, popularityBucket, popularityOfBucket } from './record-numbers';
export { RESTRICTION_MODES, restrictionSpan } from './restriction/request-restriction';
export type { RequestRestriction, RestrictionMode, SourcedRestriction } from './restriction/request-restriction';
export { restrictedFault } from './restriction/restricted-fault';
export { restrictionsAt } from './restriction/restrictions-in-force';
export type {
  RestrictingVendor,
  RestrictionsInForce,
  RestrictionSources,
  ServiceWord,
} from './restriction/restrictions-in-force';
export { isLetThrough, restrictionIdentity } from './restriction/sampling';
export {
  ALIAS_TARGET_BYTES,
  allSections,
  isSectionName,
  SECTION_NAMES,
  sectionById,
  sectionLayout,
  VALUE_BYTES,
} from './section';
export type { SectionForm, SectionLayout, SectionName, SiblingSlot } from './section';
export {
  defaultTrustGroup,
  illegalZoneText,
  OBJECT_TYPES,
  parseZone,
  TRUST_GROUPS,
  zoneIsLegal,
  ZONES,
  zoneSeverity,
} from './zone';
export type { ObjectType, TrustGroup, Zone } from './zone';
