/**
 * The endpoint's side, for products that embed it (docs/endpoint.md). It works with Node alone and holds no code of the server.
 *
 *   settings file ─▶ SettingsStore ─▶ EndpointClient ─▶ lookup, lookupMany        answers, with network, age and key
 *                                        │  ▲
 *                            kept answers│  │changes (stream, or pages)            events: network, keys, status
 *                                        ▼  │
 *                                      the service, or a proxy
 */
export { EndpointClient } from './endpoint-client';
export type { Contribution } from './contributions/contribution-queue';
export { fileToConfirm } from './contributions/confirmed-file';
export type { ConfirmedFile, FilePart } from './contributions/confirmed-file';
export { webKey } from './contributions/web-key';
export { EndpointEvents } from './endpoint-events';
export type { EndpointEventMap, NetworkSwitch } from './endpoint-events';
export type { EndpointOptions, ServiceAddress } from './endpoint-options';
export type { Patience } from './deadline';
export { EndpointIdentity } from './identity/endpoint-identity';
export type { KeyName } from './keys/key-name';
export { KeyStore } from './keys/key-store';
export type { LicenseKeys } from './keys/key-ring';
export { isObjectError } from './lookup/endpoint-answer';
export type { EndpointAnswer, EndpointResult, ServiceVerdict } from './lookup/endpoint-answer';
export type { OfflinePolicy } from './lookup/lookup-desk';
export { readNetworkState } from './network/network-state';
export type { AcceptedStatement, NetworkState } from './network/network-state';
export type { Restriction, ServiceStatus } from './network/service-status';
export type { ServiceStanding } from './network/request-restraint';
export { PolicyStore } from './policy/policy-store';
export type { PolicyRequest } from './policy/policy-store';
export type { Decision } from './participation/participant';
export { readParticipation } from './participation/participation-record';
export type { ParticipationRecord } from './participation/participation-record';
export type { StatementText } from './participation/statement-text';
export { systemPace } from './pace';
export type { Pace } from './pace';
export { providerNotice } from './provider-notice';
export type { ProviderNotice } from './provider-notice';
export { requireRequestsAllowed, serviceRoutes } from './service-routes';
export { formatSettingsState, parseSettingsState } from './settings-state';
export type { SettingsState } from './settings-state';
export { SettingsStore } from './settings-store';
export type { LoadRequest } from './settings-store';
export { faultOfAnswer } from './transport/answer-fault';
/* For a site's proxy, which keeps answers by the same names and hears the same changes. */
export { AnswerShelf, reasonOf } from './cache/answer-shelf';
export { idAtEnd, idOf } from './cache/kept-answer';
export type { ShelfChange } from './cache/answer-shelf';
export { readEvents } from './changes/event-stream';
export { readPage } from './changes/read-page';
export { identityOf, namesOfChange } from './lookup/object-identity';
export type { ObjectIdentity } from './lookup/object-identity';
export { readBulk, readSingle } from './lookup/read-verdicts';
/* How questions could leave the premises: for the command line and for proxies. */
export { chainOf, isCircle, MOST_LINKS, untilSelf } from './topology/proxy-chain';
export type { ChainLink, ProxyWord } from './topology/proxy-chain';
export { topologyFindings } from './topology/topology-findings';
export type { TopologyCode, TopologyFinding } from './topology/topology-findings';
export type { AskedPlace, PlaceWord, TopologyFacts } from './topology/topology-facts';
