import { LOG_LEVELS } from './logger';
import { setting } from './setting';

/** Settings that every process takes: spread them into its schema. */
export const processSettings = { logLevel: setting.oneOf(LOG_LEVELS, { default: 'info' }) } as const;
