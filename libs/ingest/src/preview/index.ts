export { PREVIEW_LIMITS } from './preview';
export type { ContentTallies, Preview } from './preview';
