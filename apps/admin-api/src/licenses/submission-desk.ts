import { Fault } from '@pksn/domain';
import { verifySubmittedFile } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { TrustRoot } from '@pksn/signing';
import type { CustomerScope, LicenseDesk, PostgresFeedLedger } from '@pksn/store-postgres';

/** The provider's submissions: one or hundreds, each with its own result, none hindered by another. */
export class SubmissionDesk {
  constructor(
    private readonly desk: LicenseDesk,
    private readonly feeds: PostgresFeedLedger,
    private readonly clock: Clock,
    private readonly policy: { readonly customersNeedApproval: boolean },
  ) {}

  /** `scope`: a customer submits its own, which wait for the provider where customers' submissions do. */
  async submit(files: readonly string[], actor: string, scope: CustomerScope): Promise<object[]> {
    const roots = await this.roots();
    const results: object[] = [];
    for (const file of files) results.push(await this.submitOne(file, roots, { actor, scope }));
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
  ): Promise<object> {
    try {
      const approved = by.scope === null || !this.policy.customersNeedApproval;
      const license = verifySubmittedFile(file, roots, this.clock.now());
      const told = by.scope === null ? 'provider' : 'customer';
      return { ok: true, ...(await this.desk.submit({ license, file, ...by, approved, told })) };
    } catch (error) {
      if (!(error instanceof Fault) || error.kind === 'defect') throw error;
      return { ok: false, code: error.code, detail: error.detail, advice: error.entry.advice };
    }
  }
}
