export { AuthorityFolder } from './authority-folder';
export { BoundedLog } from './bounded-log';
export { childEnvironment } from './child-environment';
export { clockProblem } from './clock-problem';
export type { ClockProblem } from './clock-problem';
export { monotonicMs, systemClock } from './clock';
export type { Clock } from './clock';
export { configCheckRequested, loadConfig, processSource } from './config';
export type { Config, ConfigSource } from './config';
export { diskCall, diskFault, errorCode, fileSystemOf } from './disk';
export type { FileSystem } from './disk';
export { DiskRoom } from './disk-room';
export {
  createDurable,
  DurableFile,
  makeDirectory,
  removeDurable,
  renameDurable,
  syncDirectory,
  TEMPORARY_SUFFIX,
  writeDurable,
} from './durable-file';
export { GrowingFile, fileFacts, fileStart, touchFile } from './growing-file';
export { idleLimited } from './idle-limited';
export { JudgedClock } from './judged-clock';
export type { ClockMark } from './judged-clock';
export { ensureLocalTls } from './local-tls';
export type { LocalTlsPaths } from './local-tls';
export type { Issued } from './local-authority';
export { freePort } from './free-port';
export { EmbeddedPostgres } from './postgres/embedded-postgres';
export type { EmbeddedPostgresOptions } from './postgres/embedded-postgres';
export { acquireLock } from './lock-file';
export type { LockFile } from './lock-file';
export { scrub } from './log-scrubber';
export { createLogger, describeError, LOG_LEVELS } from './logger';
export type { ErrorDescription, Logger, LogLevel } from './logger';
export { FollowedConfig } from './installation/followed-config';
export {
  INSTALLATION_SETTINGS,
  installationSettingForm,
  installationSettingsOf,
  isInstallationSetting,
} from './installation/installation-settings';
export type {
  InstallationSettingName,
  InstallationValues,
  ServiceProcess,
  SettingUnit,
  SettingValue,
} from './installation/installation-settings';
export { readSettingValue, requireSettingName } from './installation/setting-value';
export { isLoopback } from './loopback';
export { isRunning, processExists, processIdentity } from './process-identity';
export type { ProcessIdentity } from './process-identity';
export { productVersion } from './product-version';
export { processSettings } from './process-settings';
export { RestartPolicy } from './restart-policy';
export { runProcess } from './run-process';
export { setting } from './setting';
export type { Setting } from './setting';
export { helpRequested, settingHelp } from './setting-help';
export { flagName, variableName, variableNames } from './setting-name';
export type { ConfigSchema } from './setting-name';
export { reportReady, runUntilSignal, Shutdown } from './shutdown';
export type { ShutdownOptions } from './shutdown';
export { outboundProxyFor } from './outbound-proxy';
export type { OutboundProxy } from './outbound-proxy';
export {
  certificateFacts,
  isVouchedFor,
  PEM_CHARS,
  readChain,
  onlyCertificates,
  readPrivateKey,
  requireUsable,
  standsFor,
} from './tls/certificate-chain';
export type { CertificateFacts } from './tls/certificate-chain';
export { requestCertificate } from './tls/request-certificate';
export type { CertificateRequest } from './tls/request-certificate';
export { TlsFiles } from './tls/tls-files';
export type { TlsPair } from './tls/tls-files';
export { loadTls, tlsFilesState } from './tls-material';
export type { TlsMaterial, TlsPaths } from './tls-material';
export { unreadVariables } from './unread-variables';
export { watchFiles } from './watch-files';
export type { FileWatch } from './watch-files';
export { awaitHangups, watchTls } from './watch-tls';
export { openFilesLimit } from './open-files';
export type { TlsWatch } from './watch-tls';
