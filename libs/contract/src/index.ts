export type { ChangeEntry, ChangesAnswer, ChangesView, PrefixAnswer, PrefixEntry, SiblingHashes } from './changes';
export { CHANGES_ANSWER_SCHEMA, PREFIX_ANSWER_SCHEMA } from './changes-schemas';
export {
  ENDPOINT_REPORT_SCHEMA,
  REPORTED_KINDS,
  REPORT_ANSWER_SCHEMA,
  REPORT_LIMITS,
} from './contributions/endpoint-report';
export type { EndpointReport, ReportedCounter, ReportedDetection, ReportedKind } from './contributions/endpoint-report';
export { readReport } from './contributions/read-report';
export type { ReadDetection, ReadReport, ReportedHour } from './contributions/read-report';
export { APPLICATION_VERSION, COUNTER_NAMES, OBJECT_KEY, THREAT_NAME } from './contributions/report-words';
export type { CounterName } from './contributions/report-words';
export { CONFIRMED_HEADER, PART_HEADER, readSampleClaim, SAMPLE_ANSWER_SCHEMA } from './contributions/sample-headers';
export type { SampleClaim } from './contributions/sample-headers';
export {
  DELIVERY_ANSWER_SCHEMA,
  DELIVERY_HEADERS,
  deliveryHeaders,
  FOREIGN_LICENSE,
  isOfForeignLicense,
  QUEUED_ANSWER,
  readDelivered,
  readDelivery,
} from './delivery';
export type { DeliveryClaim } from './delivery';
export { LICENSE_STANDING_SCHEMA } from './license-standing';
export type { LicenseStanding } from './license-standing';
export { QUERY_LIMITS } from './limits';
export { formatScopeMark, parseScopeMark, SCOPE_HEADER } from './scope-mark';
export type { ScopeMark } from './scope-mark';
export { queryOpenApi } from './openapi';
export { PROBLEM_CONTENT_TYPE, problemOf } from './problem';
export type { Problem } from './problem';
export {
  ENVELOPE_PROPERTIES,
  LICENSE_SUBMISSION_BODY_SCHEMA,
  LOOKUP_ANSWER_SCHEMA,
  LOOKUP_BODY_SCHEMA,
  PROBLEM_SCHEMA,
  REPUTATION_SCHEMA,
  SOFTWARE_SCHEMA,
} from './query-schemas';
export { INFRASTRUCTURES } from './reputation';
export type {
  AnswerSource,
  CoverageDegree,
  Envelope,
  LookupAnswer,
  ObjectError,
  Reputation,
  SoftwareObject,
  WireObject,
  Infrastructure,
} from './reputation';
export { decodePackedAnswer } from './packed/packed-answer';
export type { PackedAnswer, PackedReputation } from './packed/packed-answer';
export { PackedAnswerWriter } from './packed/packed-answer-writer';
export type { PackedVerdict } from './packed/packed-answer-writer';
export { PACKED_CONTENT_TYPE, PACKED_KINDS } from './packed/packed-format';
export type { PackedKind } from './packed/packed-format';
export { decodePackedQuestion, encodePackedQuestion } from './packed/packed-question';
export type { PackedQuestion, PackedRun } from './packed/packed-question';
export { isAddressRange } from './address-range';
export { mergeProxySettings, PROXY_SETTING_BOUNDS, PROXY_SETTINGS_SCHEMA, readProxySettings } from './proxy-settings';
export type { ProxySettings } from './proxy-settings';
export { PROXY_COUNTS_HEADER, readProxyCounts, writeProxyCounts } from './proxy-counts';
export type { ProxyCounts } from './proxy-counts';
export { PROXY_STANDING_SCHEMA, PROXY_VERSION_HEADER, readProxyStanding } from './proxy-standing';
export type { ProxyStanding } from './proxy-standing';
export { extendProxyVia, parseProxyVia, PROXY_VIA_HEADER, PROXY_VIA_LONGEST } from './proxy-via';
export { ProgressRate } from './progress-rate';
export { isPlainLines, LANGUAGE_TAG, STATEMENT_TEXT_BYTES } from './statement-form';
export { PARTICIPATION_BODY_SCHEMA, PARTICIPATION_STATE_SCHEMA, STATEMENT_ANSWER_SCHEMA } from './participation';
export type { ParticipationBody, ParticipationState, StatementAnswer } from './participation';
