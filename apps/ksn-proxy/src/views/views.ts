import type { AnswerShelf } from '@pksn/endpoint-client';
import type { Asker } from '../license/asker';
import { View } from './view';
import type { ViewPorts } from './view';
import { ViewFollower } from './view-follower';
import type { FollowerPorts } from './view-follower';
import { viewKey } from './view-state';

/** The views of all scopes that were asked for since the start. */
export class Views {
  private readonly all = new Map<string, { readonly view: View; readonly follower: ViewFollower }>();
  private isStopped = false;

  constructor(
    private readonly shelf: Pick<AnswerShelf, 'read'>,
    private readonly ports: ViewPorts,
    private readonly following: FollowerPorts,
  ) {}

  [Symbol.iterator](): Iterator<View> {
    return [...this.all.values()].map(({ view }) => view)[Symbol.iterator]();
  }

  /** The view of a scope; it is followed by the key of `asker` if nobody's holds its stream. */
  of(scope: string, asker: Asker): View {
    let one = this.all.get(scope);
    if (one === undefined) {
      const view = new View(scope, this.shelf.read(viewKey(scope)), this.ports);
      one = { view, follower: new ViewFollower(view, this.following) };
      this.all.set(scope, one);
    }
    one.view.usedAt = this.ports.elapsedMs();
    if (one.view.guide === null && !this.isStopped) one.view.guide = asker;
    if (!one.follower.isRunning && !this.isStopped) one.follower.start();
    return one.view;
  }

  /** A view that is known already: the hot path, without a look at its follower. */
  known(scope: string): View | undefined {
    return this.all.get(scope)?.view;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all([...this.all.values()].map(({ follower }) => follower.stop()));
  }
}
