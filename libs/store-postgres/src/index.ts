/** PostgreSQL, the truth: rows, records, generations, and word of their changes. */
export { Administration, clearContextTokens, registerContextToken } from './administration';
export type { AdminTokenOrder, ProviderFacts, TokenFacts, TokenHolder } from './administration';
export { AlertFacts } from './alert-facts';
export type { AwaitedKey, EndingOverlap, HeldSnapshot, LicenseDeadline, RenewalGap, VainLicense } from './alert-facts';
export { FOUR_EYES_SWITCHES, FourEyesSettings } from './approvals/four-eyes-settings';
export type { FourEyesRules, FourEyesStanding } from './approvals/four-eyes-settings';
export { inside } from './approvals/inside';
export { PROPOSAL_KINDS, PROPOSAL_STATES } from './approvals/proposal-entry';
export type { NewProposal, ProposalKind, ProposalState, Proposer, StoredProposal } from './approvals/proposal-entry';
export { PROPOSAL_LIMITS, Proposals } from './approvals/proposals';
export { waitingProposals } from './approvals/waiting-proposals';
export type { WaitingProposals } from './approvals/waiting-proposals';
export { isProposer, proposerStands } from './approvals/proposer-standing';
export { ChangeWatch } from './change-watch';
export type { ChangeWatchOptions } from './change-watch';
export { ClockKeeper } from './clock-keeper';
export { ClockMarks } from './clock-marks';
export type { ClockReset } from './clock-marks';
export { isConnectionError } from './connection-error';
export { ContributionCounting } from './contributions/contribution-counting';
export { ContributionSums } from './contributions/contribution-sums';
export type { CounterSum, DetectionSum, SumsFilter } from './contributions/contribution-sums';
export { Contributions } from './contributions/contributions';
export type { ContributedHour } from './contributions/contributions';
export type { LearntFile, LearntNews } from './contributions/learnt-files';
export { LearntPublication } from './contributions/learnt-publication';
export { COPY_HEADER, COPY_TRAILER, copyRows } from './copy-rows';
export type { CustomerScope } from './customer-scope';
export { CUSTOMER_SORTS, listCustomers } from './customer-list';
export type { CustomerPlace, CustomerSort, ListedCustomer } from './customer-list';
export { customerAbsent, Customers, requireCustomer } from './customers';
export type { CustomerFacts, CustomerRecord } from './customer-record';
export type { CustomerHoldings } from './customers';
export { databaseOf, openDatabase } from './data-source';
export type { DatabaseOptions, TransactionSource } from './data-source';
export { awaitDatabase, databaseAway } from './database-away';
export { databaseFault } from './database-fault';
export { DISK_DAYS_KEPT, DiskDays } from './disk-days';
export type { DiskDayRow, DiskPlace, DiskUse } from './disk-days';
export {
  CustomerRow,
  ENTITIES,
  FeedRow,
  GenerationRow,
  LicenseKeyRow,
  LicenseRow,
  OverrideRow,
  PackageImportRow,
  RevokedKeyRow,
  RunRow,
  SnapshotRow,
  VendorRootRow,
  VendorRow,
} from './entities';
export type { LiveFeed } from './entities';
export { seenEquivocations } from './equivocations';
export type { SeenEquivocation } from './equivocations';
export { PostgresFeedLedger, storedSnapshot } from './feed-ledger';
export { Feeds } from './feeds';
export type { FeedOverview, FeedSettings, SnapshotPage } from './feeds';
export { FirstRun } from './people/first-run';
export type { CodeVerdict } from './people/first-run';
export { OwnAccount } from './people/own-account';
export type { OwnFacts } from './people/own-account';
export { People } from './people/people';
export type { CodeOrder, NewPerson, PersonChange } from './people/people';
export { signInName } from './people/person-record';
export type { PersonRecord } from './people/person-record';
export { SignInBrake } from './people/sign-in-brake';
export type { BrakeAnswer, BrakeBucket } from './people/sign-in-brake';
export { SignIns } from './people/sign-ins';
export type { Begun, SignInFacts } from './people/sign-ins';
export { PersonSessions } from './people/person-sessions';
export type { ListedSession, SessionFacts, SessionLifetimes, SessionOrigin } from './people/person-sessions';
export { PostgresFoldLedger } from './fold-ledger';
export { GenerationHistory, newestGeneration } from './generation-history';
export { readGeneration } from './generation-reader';
export type { GenerationContent, GenerationFeed } from './generation-reader';
export { readGenerationSteps, readSnapshotFacts } from './generation-steps';
export type { GenerationFacts, GenerationSteps, OverrideChange, SnapshotFacts } from './generation-steps';
export type { ProvenConnection } from './hedged-round';
export type { GuardStanding } from './guard-standing';
export { guardsNaming } from './guards/guarded-overrides';
export { GUARD_KINDS, GuardLists } from './guards/guard-lists';
export type {
  GuardKey,
  GuardKind,
  GuardListRow,
  GuardSource,
  NewGuardList,
  SkippedRows,
  StoredThresholds,
} from './guards/guard-lists';
export { Judgements } from './judgements';
export type { StoredJudgement } from './judgements';
export { auditPage, SEARCHED_ENTRIES } from './history/audit-list';
export type { AuditFilter, AuditPage, AuditPlace, AuditRow } from './history/audit-list';
export { HistoryReader } from './history/history-reader';
export type { StrayEntry } from './history/history-reader';
export { PostgresImportLedger } from './import-ledger';
export type { ImportPage, ImportPlace, PlacedImport, ReceivedFile } from './import-ledger';

export { countInstallation, countLicenses } from './installation-counts';
export type { InstallationCounts, LicenseCounts } from './installation-counts';
export { IntegrationTokens, TOKENS_PER_LICENSE } from './integration-tokens';
export type { IntegrationToken, TokenFilter, TokenOrder } from './integration-tokens';
export { KeyUseLedger } from './key-use-ledger';
export type { KeyUseRow } from './key-use-ledger';
export { KnockingKeys } from './knocking-keys';
export type { Knock, KnockingKey, OlderKnock, PendingKnock } from './knocking-keys';
export { LicenseAnnouncements } from './license-announcements';
export { LicenseDesk } from './license-desk';
export type { PendingSubmission, Submission, SubmissionResult } from './license-desk';
export type { AcceptedFile } from './license-files';
export type { HistoryEntry } from './license-history';
export { listLicenses } from './license-list';
export type { LicenseFilter, LicensePage, LicensePlace } from './license-list';
export { LICENSE_SORTS } from './license-order';
export type { LicenseSort } from './license-order';
export { selectKeys } from './license-rows';
export type { RegisteredKey } from './license-rows';
export { GRACE_END_SQL, keyStateSql, OVERLAP_END_SQL } from './license-state-sql';
export { Licenses } from './licenses';
export type { LicenseStatusOutcome } from './license-status-outcome';
export { migrate } from './migrate';
export { installationIdentity, knownRuns, removeOrphanedRuns } from './orphaned-runs';
export { askedView, feedsInView, readStandingFacts } from './explain/standing-facts';
export type { AskedView, StandingFacts } from './explain/standing-facts';
export { learntOf } from './explain/learnt-of';
export { overridesOf } from './explain/object-overrides';
export type { NamedKey, OverrideOwners } from './explain/object-overrides';
export { pastFeeds } from './explain/past-feeds';
export type { PastGeneration } from './explain/past-feeds';
export { FeedRecords, inForce, recordName } from './overrides/feed-records';
export type { AskedKey, KeptSnapshot, LiveSnapshots } from './overrides/feed-records';
export type { MachineRights } from './overrides/machine-rights';
export { inReach, OVERRIDE_COLUMNS, reachParameters } from './overrides/override-entry';
export type { NewOverride, OverrideActor, OverrideReach, StoredOverride } from './overrides/override-entry';
export { OVERRIDE_SORTS, OVERRIDE_STATES, OverrideList } from './overrides/override-list';
export type {
  ListedOverride,
  OverrideFilter,
  OverridePlace,
  OverrideSort,
  OverrideState,
} from './overrides/override-list';
export { readOverrideNews } from './overrides/override-news';
export type { GenerationMark, LiveOverride, OverriddenObject, OverrideNews } from './overrides/override-news';
export { outcomeOf, outranked, OVERRIDE_LIMITS } from './overrides/override-outcome';
export type { OverrideLimits, OverrideOutcome } from './overrides/override-outcome';
export { Overrides } from './overrides/overrides';
export type { OverrideChanges, PutResult } from './overrides/overrides';
export type { PutOptions } from './overrides/put-overrides';
export { OWN_FEED_STATES, OwnFeed } from './own-feed/own-feed';
export type { BookedEntry } from './own-feed/entry-book';
export type { ListedEntry, OwnFeedFilter, OwnFeedState } from './own-feed/own-feed';
export type { OwnFeedEntry } from './own-feed/own-feed-entry';
export type { HashedCertificate, HashedFile, OwnFeedObject } from './own-feed/own-feed-object';
export { putOwnFeedEntry } from './own-feed/put-own-feed';
export type { OwnFeedImport, OwnFeedOutcome } from './own-feed/put-own-feed';
export { CHANGES_REACH, PastGenerations } from './past-generations';
export { copyInto } from './run-partition';
export { ProviderLedger } from './provider-ledger';
export type { ProviderKeyRow, SettingsFileFacts, SettingsFileRow } from './provider-ledger';
export { ProviderSettingsStore } from './provider-settings';
export { proxyPresence, silentProxies } from './proxies/proxy-presence';
export type { ProxyPresence, SilentProxy } from './proxies/proxy-presence';
export { KnownProxies } from './proxies/known-proxies';
export { ProxyDeliveries, takeDelivery } from './proxies/proxy-deliveries';
export type { ProxyDelivery, TakenLast } from './proxies/proxy-deliveries';
export type { KnownProxy, SetForProxy } from './proxies/known-proxies';
export { Proxies } from './proxies/proxies';
export type { ProxyDefaults } from './proxies/proxies';
export type { RegisteredProxy } from './proxies/proxy-rows';
export { PULSE_KEPT_MS, PULSE_STEPS, PulseLedger } from './pulse-ledger';
export type { PulseCounts, PulsePoint } from './pulse-ledger';
export { QueryStatistics } from './query-statistics';
export type { UnknownRow, VerdictRow, VerdictsOfTime } from './query-statistics';
export { readRegistry, readRegistrySince } from './registry-reader';
export type { RegistryContent, RegistryMark } from './registry-reader';
export type { Revisions } from './revisions';
export { RunDamage, neededRuns } from './run-damage';
export type { DamagedRun } from './run-damage';
export { withRunRecords } from './run-records';
export { SnapshotRetention } from './snapshot-retention';
export type { Departed, RetentionPace, RetentionPorts } from './snapshot-retention';
export { TrustedVendors } from './trusted-vendors';
export { SnapshotSteering } from './snapshot-steering';
export type { Reverted, SnapshotCheck, WentLive } from './snapshot-steering';
export { Restrictions } from './restrictions/restrictions';
export type { NewRestriction } from './restrictions/restrictions';
export type { StandingRestriction } from './restrictions/standing-restrictions';
export { PARTICIPANTS_PER_CUSTOMER, Participations } from './statements/participations';
export type { HeldParticipation, Participation } from './statements/participations';
export { inForceAmong } from './statements/standing-statements';
export type { StandingStatement } from './statements/standing-statements';
export { Statements } from './statements/statements';
export type { NewStatement, StatementFacts, StatementText } from './statements/statements';
export { retryDelayMs } from './watch-patience';
export type { DataSource, EntityManager } from 'typeorm';
export { SampleErasure } from './samples/sample-erasure';
export { SampleIntake } from './samples/sample-intake';
export type { ArrivedSample, SampleLimits, SampleSender } from './samples/sample-intake';
export { SAMPLE_STATES, SampleQueue } from './samples/sample-queue';
export type { SampleAnalyst, SampleDecision, SampleFilter } from './samples/sample-queue';
export type { SampleState, StoredContent, StoredSample } from './samples/sample-rows';
export { SampleStock } from './samples/sample-stock';
export type { SampleTotals } from './samples/sample-stock';
export { InstallationSettings } from './installation/installation-settings';
export type { ChosenSetting, ChosenSettings, SettingChanges } from './installation/installation-settings';
export { ProcessReports } from './installation/process-reports';
export type { ListenerReport, ProcessReport, SeenProcess } from './installation/process-reports';
export { SettingsWatch } from './installation/settings-watch';
export type { Listening } from './installation/settings-watch';
export { TlsReplacement } from './installation/tls-replacement';
