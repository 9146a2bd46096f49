/** Random histories of feeds, a small model of what must come of them, and what plays them on a system. */
export { FeedModel } from './feed-model';
export type { FeedSeen, PackageForm, Policy } from './feed-model';
export { COMMANDS, playHistory } from './play-history';
export type { Command, PlayedSystem } from './play-history';
export { RELEASES } from './releases';
export type { Release } from './releases';
