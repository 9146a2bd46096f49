/** What the service keeps for a second person in place of doing it. */
export interface WaitingProposal {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly expiresAt: string;
}

/** The exit code of a command that has proposed, and done nothing yet. */
export const PROPOSED_EXIT_CODE = 3;

/** Ends a command whose act waits for a second person: whatever it would have said has not happened. */
export class SecondPersonNeeded extends Error {
  constructor(readonly proposal: WaitingProposal) {
    super(`proposal ${String(proposal.id)} waits for a second person`);
  }
}

/** An answer of 202 that holds nothing but a proposal. */
export function proposalOf(status: number, answer: unknown): WaitingProposal | null {
  if (status !== 202 || typeof answer !== 'object' || answer === null || !('proposal' in answer)) return null;
  return Object.keys(answer).length === 1 ? (answer as { proposal: WaitingProposal }).proposal : null;
}

/** What a person is told. */
export function proposalText({ id, kind, subject, expiresAt }: WaitingProposal): string {
  const until = `${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `nothing is changed yet: it waits for a second person until ${until} (${kind}: ${subject})`,
    `they decide with: pksn approval show ${String(id)}, then pksn approval approve ${String(id)}`,
  ].join('\n');
}
