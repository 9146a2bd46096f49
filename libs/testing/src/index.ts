export { forgeVendor } from './forged-vendor';
export type { ForgedLicense, ForgedVendor } from './forged-vendor';
export { SilentRelay } from './silent-relay';
export { temporaryDatabase, TemporaryDatabase } from './temporary-database';
export { TemporaryRedis } from './temporary-redis';
export { clientAuthority } from './client-authority';
export type { ClientAuthority } from './client-authority';
export { COMMANDS, FeedModel, playHistory, RELEASES } from './histories';
export type { Command, FeedSeen, PackageForm, PlayedSystem, Policy, Release } from './histories';
