import type { CheckedFile } from './checked-file';
import type { FailOn } from './check-tally';
import { isFailing } from './check-tally';
import { shownPath } from './file-name';
import { givenPath } from './found-file';
import { SarifPlaces } from './sarif-places';
import { SarifRules } from './sarif-rules';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** What could not be checked is told of so many files, then as a number. */
const MOST_NOTIFICATIONS = 1_000;

export interface SarifEnd {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: number;
  /** Whether every file was read and answered for. */
  readonly isComplete: boolean;
}

/**
 * A SARIF 2.1.0 log as text that grows: the head, a result for each file that is worth one, and the end with all that is known
 * only then. Holds the rules and a bounded number of notifications, and no results.
 */
export class SarifLog {
  private readonly rules = new SarifRules();
  private readonly places: SarifPlaces;
  private readonly notifications: object[] = [];
  private unchecked = 0;
  private isFirst = true;

  constructor(
    private readonly version: string,
    workingFolder: string,
    private readonly failOn: FailOn,
  ) {
    this.places = new SarifPlaces(workingFolder);
  }

  head(): string {
    const columns = `"columnKind":"utf16CodeUnits"`;
    return `{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[{${columns},"results":[`;
  }

  /** Empty for a file that is nothing to report. */
  result(checked: CheckedFile): string {
    const { state } = checked;
    if (state === 'unread' || state === 'unanswered') this.note(checked, state);
    if (state === 'unread' || state === 'unanswered' || state === 'green') return '';
    if (state === 'grey' && !isFailing(state, this.failOn)) return '';
    const { file, answer } = checked;
    const { id, index, level, text } = this.rules.ruleOf(state, answer?.threat ?? null);
    const location = { physicalLocation: { artifactLocation: this.places.placeOf(file), region: { startLine: 1 } } };
    const { sha256, sizeBytes } = file;
    const told = answer === null ? {} : { source: answer.source, network: answer.network, from: answer.from };
    const result = {
      ruleId: id,
      ruleIndex: index,
      level,
      message: { text: `${text} SHA-256 ${sha256 ?? ''}` },
      locations: [location],
      partialFingerprints: { 'sha256/v1': sha256 },
      properties: { zone: state, threat: answer?.threat ?? null, sizeBytes, ...told },
    };
    const comma = this.isFirst ? '' : ',';
    this.isFirst = false;
    return `${comma}\n${JSON.stringify(result)}`;
  }

  end({ startedAt, endedAt, exitCode, isComplete }: SarifEnd): string {
    const more = this.unchecked - this.notifications.length;
    const untold = { level: 'warning', message: { text: `${String(more)} more files could not be checked.` } };
    const invocation = {
      executionSuccessful: isComplete,
      exitCode,
      startTimeUtc: new Date(startedAt).toISOString(),
      endTimeUtc: new Date(endedAt).toISOString(),
      toolExecutionNotifications: [...this.notifications, ...(more > 0 ? [untold] : [])],
    };
    const driver = { name: 'pksn', fullName: 'Private KSN file check', semanticVersion: this.version };
    const rest = {
      tool: { driver: { ...driver, rules: this.rules.list } },
      invocations: [invocation],
      originalUriBaseIds: this.places.baseIds,
    };
    return `\n],${JSON.stringify(rest).slice(1)}]}\n`;
  }

  private note(checked: CheckedFile, state: 'unread' | 'unanswered'): void {
    this.unchecked += 1;
    if (this.notifications.length >= MOST_NOTIFICATIONS) return;
    const { file, refused } = checked;
    const what = state === 'unread' ? 'could not be read' : 'was not answered for';
    const why = [refused?.code ?? '', refused?.detail ?? ''].filter((part) => part !== '').join(': ');
    this.notifications.push({
      level: 'warning',
      message: { text: `${shownPath(givenPath(file)).text} ${what}: ${why}` },
      locations: [{ physicalLocation: { artifactLocation: this.places.placeOf(file) } }],
    });
  }
}
