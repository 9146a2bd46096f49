/**
 * From input rows to a package:
 *
 *   rows (input/) -> RowTaker -> ObjectCollector: one sorter for each section, and for files and certificates the
 *   resolver that finds out which rows are about the same one (identity/) -> sections in order, less what the base
 *   holds already (delta) -> PackageWriter
 *
 * Items are sorted outside memory (sort/), in a spill that the caller supplies.
 */
export { BaseContent, requireChain } from './base-content';
export type { BasePackage } from './base-content';
export { buildPackage } from './build-package';
export type { BuildInput, BuildPorts, BuiltPackage, PackageBuild, RejectedRow } from './build-package';
export { emptyReport, noteInput } from './build-report';
export type { BuildReport } from './build-report';
export { COLUMN_TARGETS, FIELDS_BY_NAME } from './input/columns/column-plan';
export type { ColumnPlan, ColumnTarget } from './input/columns/column-plan';
export { RFC_4180 } from './input/csv-records';
export type { CsvForm } from './input/csv-records';
export { CsvRows } from './input/csv-rows';
export type { FormatDefaults, OpenBytes } from './input/format-defaults';
export { guessObject } from './input/guess-object';
export type { GuessedField } from './input/guess-object';
export { domainObject, ipObject, urlObject } from './input/web-objects';
export type { WebObject } from './input/web-objects';
export {
  FIELD,
  FIELD_COLUMNS,
  fieldOfName,
  IGNORED_NAMES_LIMIT,
  INPUT_FIELDS,
  LINE_LIMIT,
  OBJECT_FIELDS,
} from './input/input-row';
export type { Columns, InputField, InputRow, ObjectField, RowSource } from './input/input-row';
export { lineBatches } from './input/lines';
export { ListRows } from './input/list-rows';
export { MispRows } from './input/misp/misp-rows';
export { NdjsonRows } from './input/ndjson-rows';
export { StixRows } from './input/stix/stix-rows';
export type { RejectReason } from './reject-tally';
export type { RowDefaults } from './row-taker';
export { MemorySpill } from './sort/memory-spill';
export type { Spill, SpillFile } from './sort/spill';
