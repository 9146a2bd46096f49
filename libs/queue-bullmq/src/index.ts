export * from './bull-doorbell';
export * from './bull-doorbell-listener';
export * from './migrate-queue';
export { POSTGRES_SCHEMA, QUEUE_NAME } from './queue-backend';
