import type { BuildExpectation, FeedEvent, FeedUpdate, ReliableFeedOptions } from '../../src/feed/index.js';
import { BuildExpectations, ReliableFeed } from '../../src/feed/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { FakeDeployment } from './fake-deployment.js';

export const PREFIX = 'scaletest-ab-';

/** A feed over a fake deployment on a virtual clock, with everything that came out of it. */
export class FeedRig {
  readonly clock = new VirtualClock(1_000_000);
  readonly deployment = new FakeDeployment();
  readonly expectations = new BuildExpectations();
  readonly events: FeedEvent[] = [];
  readonly depths: number[] = [];
  readonly updates: FeedUpdate[] = [];
  readonly feed: ReliableFeed;
  ended = false;
  #consuming: Promise<void> = Promise.resolve();

  constructor(options: Partial<Pick<ReliableFeedOptions, 'kind' | 'random' | 'intervalMs'>> = {}) {
    this.deployment.nowMs = () => this.clock.nowMs();
    this.feed = new ReliableFeed({
      client: this.deployment,
      kind: 'auto',
      namePrefix: PREFIX,
      organizationId: 'org',
      expectations: this.expectations,
      realClock: this.clock,
      random: () => 0.5,
      onEvent: (event) => this.events.push(event),
      onQueueDepth: (pending) => this.depths.push(pending),
      ...options,
    });
  }

  async connect(): Promise<void> {
    await this.feed.connect(new AbortController().signal);
    this.consume();
  }

  consume(): void {
    this.#consuming = (async () => {
      for await (const update of this.feed) this.updates.push(update);
      this.ended = true;
    })();
  }

  /** Closes the feed; afterwards nothing of it may be left. */
  async close(): Promise<void> {
    await this.feed.close();
    await this.#consuming;
  }

  /** Lets real time pass. */
  pass(ms: number): Promise<void> {
    return this.clock.advanceAsync(ms);
  }

  /** Adds workspaces with a build under way, and expects its end. @returns their ids. */
  expectMany(count: number, more: Partial<BuildExpectation> = {}): string[] {
    return Array.from({ length: count }, (_, i) => this.expect(`${PREFIX}${i}`, more));
  }

  expect(workspaceName: string, more: Partial<BuildExpectation> = {}): string {
    const workspaceId = this.deployment.add(workspaceName, 'running');
    this.expectations.add({ workspaceName, workspaceId, buildNumber: 1, ...more });
    return workspaceId;
  }

  /** Adds stopped workspaces whose start is scheduled `inMs` from now, and expects its end. @returns their ids. */
  schedule(count: number, inMs: number): string[] {
    const notBeforeRealMs = this.clock.nowMs() + inMs;
    return Array.from({ length: count }, (_, i) => {
      const workspaceName = `${PREFIX}${i}`;
      const workspaceId = this.deployment.add(workspaceName);
      this.deployment.build(workspaceId, 'stop', 'succeeded');
      this.expectations.add({
        workspaceName,
        workspaceId,
        buildNumber: 3,
        transition: 'start',
        notBeforeRealMs,
      });
      return workspaceId;
    });
  }

  /** The updates as short texts: workspace number, build number, status, origin. */
  get told(): string[] {
    return this.updates.map(
      ({ workspaceName, buildNumber, jobStatus, origin }) =>
        `${workspaceName.slice(PREFIX.length)}#${buildNumber} ${jobStatus} ${origin}`,
    );
  }

  get states(): string[] {
    return this.events.map((event) => event.state);
  }
}
