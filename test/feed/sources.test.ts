import { afterEach, describe, expect, it } from 'vitest';
import type { WorkspaceBuildUpdate } from '../../src/codersdk/index.js';
import { BuildExpectations } from '../../src/feed/build-expectations.js';
import { HintLedger } from '../../src/feed/hint-ledger.js';
import type { BuildUpdateSource, FeedKind } from '../../src/feed/index.js';
import { WatchAllSource } from '../../src/feed/index.js';
import { Observer } from '../../src/feed/observer.js';
import { OpenBuilds } from '../../src/feed/open-builds.js';
import { PollSource } from '../../src/feed/poll-source.js';
import { QueueDepth } from '../../src/feed/queue-depth.js';
import { VirtualClock } from '../../src/time/index.js';
import { apiError } from '../collect/fake-records.js';
import { FakeDeployment } from './fake-deployment.js';
import { PREFIX } from './feed-rig.js';

class SourceRig {
  readonly clock = new VirtualClock(1_000_000);
  readonly deployment = new FakeDeployment();
  readonly expectations = new BuildExpectations();
  readonly received: WorkspaceBuildUpdate[] = [];
  readonly source: BuildUpdateSource;
  iterated = false;

  constructor(kind: FeedKind) {
    const observer = new Observer(this.deployment);
    this.source =
      kind === 'watch-all'
        ? new WatchAllSource(observer)
        : new PollSource({
            observer,
            namePrefix: PREFIX,
            open: new OpenBuilds(this.expectations, new HintLedger()),
            queueDepth: new QueueDepth(observer, 'org', () => {}),
            realClock: this.clock,
            intervalMs: 5_000,
          });
  }

  async connect(signal = new AbortController().signal): Promise<void> {
    await this.source.connect(signal);
    void this.iterate();
  }

  async iterate(): Promise<void> {
    for await (const update of this.source) this.received.push(update);
    this.iterated = true;
  }

  expect(name: string): string {
    const workspaceId = this.deployment.add(`${PREFIX}${name}`, 'running');
    this.expectations.add({ workspaceName: `${PREFIX}${name}`, workspaceId, buildNumber: 1 });
    return workspaceId;
  }

  /** The connection is lost: the socket drops, or the server answers no longer. */
  lose(): void {
    this.deployment.beforeAnswer = () => {
      throw apiError(502);
    };
    for (const stream of this.deployment.openStreams) stream.drop(1006);
  }
}

describe.each(['watch-all', 'poll'] as const)('any source of build updates (%s)', (kind) => {
  let rig: SourceRig;
  const begin = (): SourceRig => {
    rig = new SourceRig(kind);
    return rig;
  };
  afterEach(() => rig.source.close());

  it('names its kind', () => {
    expect(begin().source.kind).toBe(kind);
  });

  it.each(['succeeded', 'failed', 'canceled'] as const)(
    'tells once that an expected build has %s',
    async (status) => {
      const { clock, deployment, received } = begin();
      const id = rig.expect('a');
      await rig.connect();
      deployment.finish(id, status);
      await clock.advanceAsync(60_000);
      expect(received).toEqual([
        {
          workspaceId: id,
          workspaceName: `${PREFIX}a`,
          buildId: `${id}-build-1`,
          transition: 'start',
          jobStatus: status,
          buildNumber: 1,
        },
      ]);
    },
  );

  it('tells what ends while nobody iterates yet', async () => {
    const { clock, deployment, source } = begin();
    const id = rig.expect('a');
    await source.connect(new AbortController().signal);
    deployment.finish(id);
    await clock.advanceAsync(10_000);
    void rig.iterate();
    await clock.advanceAsync(0);
    expect(rig.received).toHaveLength(1);
  });

  it('rejects its connecting when the server refuses, and has ended then', async () => {
    const { deployment, source } = begin();
    deployment.beforeAnswer = () => {
      throw apiError(403);
    };
    await expect(source.connect(new AbortController().signal)).rejects.toThrow('403');
    await expect(source.ended).resolves.toMatchObject({ kind: 'lost' });
  });

  it('ends as lost when its connection is lost, and its iteration ends too', async () => {
    const { clock, source } = begin();
    rig.expect('a');
    await rig.connect();
    rig.lose();
    await clock.advanceAsync(5_000);
    await expect(source.ended).resolves.toMatchObject({ kind: 'lost' });
    await clock.advanceAsync(0);
    expect(rig.iterated).toBe(true);
  });

  it('gives what came before its connection was lost', async () => {
    const { clock, deployment, source } = begin();
    const id = rig.expect('a');
    rig.expect('b');
    await source.connect(new AbortController().signal);
    deployment.finish(id);
    await clock.advanceAsync(5_000);
    rig.lose();
    await clock.advanceAsync(5_000);
    await rig.iterate();
    expect(rig.received).toHaveLength(1);
  });

  it('ends as closed when it is closed, and leaves neither timer nor socket', async () => {
    const { clock, deployment, source } = begin();
    rig.expect('a');
    await rig.connect();
    await clock.advanceAsync(7_000);
    source.close();
    await clock.advanceAsync(0);
    await expect(source.ended).resolves.toEqual({ kind: 'closed' });
    expect(rig.iterated).toBe(true);
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(deployment.openStreams).toEqual([]);
  });

  it('may be closed twice, and before it is connected', async () => {
    const { clock, deployment, source } = begin();
    source.close();
    source.close();
    await expect(source.connect(new AbortController().signal)).rejects.toThrow('closed');
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(deployment.openStreams).toEqual([]);
  });

  it('rejects its connecting when it is closed meanwhile', async () => {
    const { clock, deployment, source } = begin();
    const connecting = source.connect(new AbortController().signal);
    source.close();
    await expect(connecting).rejects.toThrow('closed');
    await clock.advanceAsync(10_000);
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(deployment.openStreams).toEqual([]);
  });

  it('closes a connection that comes although it was called off', async () => {
    const { clock, deployment, source } = begin();
    const stop = new AbortController();
    const answer = deployment.watchAllWorkspaceBuilds.bind(deployment);
    deployment.watchAllWorkspaceBuilds = () => answer();
    const connecting = source.connect(stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(connecting).rejects.toThrow('interrupted');
    await clock.advanceAsync(10_000);
    expect(deployment.openStreams).toEqual([]);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('lives on when the signal of its connecting is aborted later', async () => {
    const { clock, deployment } = begin();
    const id = rig.expect('a');
    const stop = new AbortController();
    await rig.connect(stop.signal);
    stop.abort(new Error('too late'));
    deployment.finish(id);
    await clock.advanceAsync(10_000);
    expect(rig.received).toHaveLength(1);
  });
});

describe('PollSource', () => {
  it('ends with the time that the server asks to wait', async () => {
    const { clock, deployment, source } = new SourceRig('poll');
    deployment.beforeAnswer = () => {
      throw apiError(429, 7_000);
    };
    await expect(source.connect(new AbortController().signal)).rejects.toThrow('429');
    await expect(source.ended).resolves.toMatchObject({ retryAfterMs: 7_000 });
    expect(clock.nextTimerMs()).toBeUndefined();
  });
});

describe('WatchAllSource', () => {
  it('says with which code and reason the socket closed', async () => {
    const rig = new SourceRig('watch-all');
    await rig.connect();
    rig.deployment.streams[0]?.drop(1000, 'done');
    await expect(rig.source.ended).resolves.toMatchObject({ detail: 'the socket closed with 1000 (done)' });
  });
});
