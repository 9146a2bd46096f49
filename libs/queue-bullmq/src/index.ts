export { BullDoorbell } from './bull-doorbell';
export type { QueueOptions } from './bull-doorbell';
export { BullDoorbellListener } from './bull-doorbell-listener';
export { migrateQueue } from './migrate-queue';
export { POSTGRES_SCHEMA, QUEUE_NAME } from './queue-backend';
