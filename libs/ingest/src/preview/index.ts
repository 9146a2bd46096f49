export * from './change-tally';
export * from './pass-comparison';
export * from './preview';
