import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { verifySubmittedFile } from '@pksn/licensing';
import type { Clock, Logger } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { TrustRoot } from '@pksn/signing';
import type { CustomerScope, LicenseDesk, PostgresFeedLedger, SubmissionResult } from '@pksn/store-postgres';
import { isConnectionError } from '@pksn/store-postgres';

export type SubmissionOutcome =
  | ({ readonly ok: true } & SubmissionResult)
  | { readonly ok: false; readonly code: FaultCode; readonly detail: string; readonly advice: string };

/** The provider's submissions: one or hundreds, each with its own result, none hindered by another. */
export class SubmissionDesk {
  constructor(
    private readonly desk: LicenseDesk,
    private readonly feeds: PostgresFeedLedger,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly policy: { readonly customersNeedApproval: boolean },
  ) {}

  /**
   * `scope`: a customer submits its own, which wait for the provider where customers' submissions do. What was taken is
   * told whatever comes after it; once the database is away, the rest is not tried.
   */
  async submit(files: readonly string[], actor: string, scope: CustomerScope): Promise<SubmissionOutcome[]> {
    const roots = await this.roots();
    const results: SubmissionOutcome[] = [];
    for (const file of files) {
      const before = results.at(-1);
      const isAway = before?.ok === false && before.code === 'SERVICE_UNAVAILABLE';
      results.push(isAway ? UNTRIED : await this.submitOne(file, roots, { actor, scope }));
    }
    return results;
  }

  /** Puts a customer's waiting submission, named by digest or fingerprint, in force, if it still holds. */
  async approve(name: string, actor: string): Promise<object> {
    const roots = await this.roots();
    return this.desk.approve(name, (file) => verifySubmittedFile(file, roots, this.clock.now()), actor);
  }

  private async roots(): Promise<TrustRoot[]> {
    return (await this.feeds.roots()).map((root) => openTrustRoot(root.envelope));
  }

  private async submitOne(
    file: string,
    roots: readonly TrustRoot[],
    by: { readonly actor: string; readonly scope: CustomerScope },
  ): Promise<SubmissionOutcome> {
    try {
      const approved = by.scope === null || !this.policy.customersNeedApproval;
      const license = verifySubmittedFile(file, roots, this.clock.now());
      const told = by.scope === null ? 'provider' : 'customer';
      return { ok: true, ...(await this.desk.submit({ license, file, ...by, approved, told })) };
    } catch (error) {
      const fault = isConnectionError(error)
        ? new Fault('SERVICE_UNAVAILABLE', 'the database is away: whether this file was taken is not known', {
            cause: error,
          })
        : Fault.from(error);
      if (fault.kind === 'defect') this.log.error({ error }, 'a license file could not be submitted');
      return refused(fault.kind === 'defect' ? Fault.from(null) : fault);
    }
  }
}

function refused({ code, detail, entry }: Fault): SubmissionOutcome & { ok: false } {
  return { ok: false, code, detail, advice: entry.advice };
}

const UNTRIED = refused(new Fault('SERVICE_UNAVAILABLE', 'not tried: the database was away'));
