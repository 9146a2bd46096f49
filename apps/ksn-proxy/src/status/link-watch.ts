/** Since when the link is as it is. Times are milliseconds since 1970. */
export class LinkWatch {
  linkedSince: number | null = null;
  lostSince: number | null = null;
  losses = 0;

  constructor(private readonly now: () => number) {}

  readonly tell = (isLinked: boolean): void => {
    const now = this.now();
    this.linkedSince = isLinked ? now : null;
    this.lostSince = isLinked ? null : now;
    if (!isLinked) this.losses += 1;
  };
}
