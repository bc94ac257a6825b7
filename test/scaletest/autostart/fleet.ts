import type {
  BuildUpdateStream,
  Workspace,
  WorkspaceBuild,
  WorkspaceBuildUpdate,
} from '../../../src/codersdk/index.js';
import { BuildExpectations, type FeedClient, ReliableFeed } from '../../../src/feed/index.js';
import { type RunResult, WorkspaceDispatcher } from '../../../src/scaletest/autostart/index.js';
import type { Clock } from '../../../src/time/index.js';
import { VirtualClock } from '../../../src/time/index.js';
import { FakeStream } from '../../feed/fake-deployment.js';
import { collecting, drive, listing, makeContext, makeRunner } from './drive.js';
import { answered, BEGIN_MS, FakeDeployment, type JobPlan } from './fake-deployment.js';

/** How the jobs of one workspace's three builds go. */
export type Jobs = readonly [JobPlan, JobPlan, JobPlan];

const nameOf = (index: number) => `scaletest-x-${index}`;

/**
 * Several runners with the real feed and dispatcher between them and a deployment, on its virtual clock. What the
 * deployment tells goes by way of `carry`, which may lose, repeat or delay it.
 */
export class Fleet {
  readonly clock = new VirtualClock(BEGIN_MS);
  readonly deployments: readonly FakeDeployment[];
  readonly streams: FakeStream[] = [];
  /** Of the machine that the runners are on. */
  readonly machine: Clock;
  readonly #count: number;
  readonly #carry: (update: WorkspaceBuildUpdate, deliver: () => void) => void;

  constructor(
    jobs: readonly Jobs[],
    carry: (update: WorkspaceBuildUpdate, deliver: () => void) => void = (_, deliver) => deliver(),
    machineOver: (clock: VirtualClock) => Clock = (clock) => clock,
  ) {
    this.#count = jobs.length;
    this.#carry = carry;
    this.machine = machineOver(this.clock);
    this.deployments = jobs.map((plans, index) => {
      const deployment = new FakeDeployment(this.clock, String(index));
      deployment.plan = ({ buildNumber }) => plans[buildNumber - 1] ?? {};
      deployment.tell = (update) => this.#carry(update, () => this.deliver(update));
      return deployment;
    });
  }

  /** Tells an update on every open socket. */
  deliver(update: WorkspaceBuildUpdate): void {
    for (const stream of this.openStreams) stream.send(update);
  }

  get openStreams(): readonly FakeStream[] {
    return this.streams.filter((stream) => !stream.closed);
  }

  /** Runs every workspace to its result, in order. */
  async run(): Promise<readonly RunResult[]> {
    const expectations = new BuildExpectations();
    const feed = new ReliableFeed({
      client: this.#client(),
      kind: 'auto',
      namePrefix: 'scaletest-x-',
      organizationId: 'o-1',
      expectations,
      realClock: this.machine,
      random: () => 0.5,
      onEvent: () => undefined,
    });
    await drive(this.clock, feed.connect(new AbortController().signal));
    const indexes = Array.from({ length: this.#count }, (_, index) => index);
    const dispatcher = new WorkspaceDispatcher(indexes.map(nameOf));
    const dispatched = dispatcher.start(new AbortController().signal, feed);
    const running = Promise.all(
      this.deployments.map((deployment, index) => {
        const name = nameOf(index);
        const { runner, stop } = makeRunner(deployment, {
          config: { workspace: { templateId: 't-1', name }, buildUpdates: dispatcher.channel(name) },
          options: {
            index,
            expectations,
            verification: listing(deployment),
            records: collecting(deployment, 3),
          },
        });
        return runner.runReturningResult({
          ...makeContext(this.clock, stop.signal),
          clock: this.machine,
          realClock: this.machine,
        });
      }),
    );
    try {
      return await drive(this.clock, running);
    } finally {
      await drive(this.clock, feed.close());
      await dispatched;
    }
  }

  #workspaces(): readonly Workspace[] {
    return this.deployments.flatMap((one) => (one.latest === undefined || one.gone ? [] : [one.workspace()]));
  }

  #client(): FeedClient {
    return {
      watchAllWorkspaceBuilds: async (): Promise<BuildUpdateStream> => {
        const stream = new FakeStream();
        this.streams.push(stream);
        return stream;
      },
      provisioners: { jobs: async () => [] },
      workspaces: {
        list: async ({ q = '', limit = 0, offset = 0 }) => {
          const found = this.#workspaces().filter((workspace) => matches(workspace, q));
          const page = found.slice(offset, limit === 0 ? undefined : offset + limit);
          return { workspaces: page, count: found.length };
        },
      },
      builds: {
        byNumber: async (_owner, name, number) => {
          const build = this.#buildsOf((workspace) => workspace.name === name)[number - 1];
          if (build === undefined) throw answered(404);
          return build;
        },
        list: async (id) => [...this.#buildsOf((workspace) => workspace.id === id)].reverse(),
      },
    };
  }

  #buildsOf(wanted: (workspace: Workspace) => boolean): readonly WorkspaceBuild[] {
    const one = this.deployments.find((deployment) => deployment.latest && wanted(deployment.workspace()));
    return one?.builds.map((build) => ({ ...build, job: { ...build.job } })) ?? [];
  }
}

const MOVING = { start: 'starting', stop: 'stopping', delete: 'deleting' };
const RESTING = { start: 'running', stop: 'stopped', delete: 'deleted' };

function statusOf({ latestBuild: { transition, job } }: Workspace): string {
  if (job.status === 'running') return MOVING[transition];
  return job.status === 'succeeded' ? RESTING[transition] : job.status;
}

function matches(workspace: Workspace, q: string): boolean {
  return q.split(' ').every((term) => {
    const [key = '', value = ''] = term.split(':');
    if (key === 'name') return workspace.name.includes(value);
    if (key === 'status') return statusOf(workspace) === value;
    return key === 'id' && value.split(',').includes(workspace.id);
  });
}
