/**
 * From input rows to a package:
 *
 *   rows (input/) -> RowTaker -> ObjectCollector: one sorter for each section, and for files and certificates the
 *   resolver that finds out which rows are about the same one (identity/) -> sections in order, less what the base
 *   holds already (delta) -> PackageWriter
 *
 * Items are sorted outside memory (sort/), in a spill that the caller supplies.
 */
export * from './base-content';
export * from './build-package';
export * from './build-report';
export { COLUMN_TARGETS, FIELDS_BY_NAME } from './input/columns/column-plan';
export type { ColumnPlan, ColumnTarget } from './input/columns/column-plan';
export { RFC_4180 } from './input/csv-records';
export type { CsvForm } from './input/csv-records';
export * from './input/csv-rows';
export type { FormatDefaults, OpenBytes } from './input/format-defaults';
export * from './input/guess-object';
export * from './input/web-objects';
export * from './input/input-row';
export { lineBatches } from './input/lines';
export * from './input/list-rows';
export { MispRows } from './input/misp/misp-rows';
export * from './input/ndjson-rows';
export { StixRows } from './input/stix/stix-rows';
export type { RejectReason } from './reject-tally';
export type { RowDefaults } from './row-taker';
export { MemorySpill } from './sort/memory-spill';
export type { Spill, SpillFile } from './sort/spill';
