/** Random histories of feeds, a small model of what must come of them, and what plays them on a system. */
export * from './feed-model';
export * from './play-history';
export * from './releases';
