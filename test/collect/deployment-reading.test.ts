import { describe, expect, it } from 'vitest';
import type { Workspace, WorkspaceBuild } from '../../src/codersdk/index.js';
import { type HistoryClient, readDeploymentHistory } from '../../src/collect/deployment-history.js';
import { readDeploymentSchedules } from '../../src/collect/index.js';
import { calibrate } from '../../src/plan/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { instantFromUs } from '../../src/time/index.js';
import { clientOf, HurriedClock, serve } from '../codersdk/local-server.js';
import { apiError, FakeRecords } from './fake-records.js';

const SECOND = 1_000_000;
const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;
const at = (us: number) => instantFromUs(us);

/** A workspace of an organization with one ended build. */
interface Member {
  readonly organization: string;
  readonly status?: 'succeeded' | 'failed';
  readonly transition?: 'start' | 'stop';
}

/** A deployment in memory, of some workspaces; what its lists of builds hold is told apart from the latest builds. */
class Deployment implements HistoryClient {
  readonly asked: string[] = [];
  beforeAnswer: (what: string) => void = () => {};
  readonly #workspaces: readonly Workspace[];
  readonly #earlier: readonly ('succeeded' | 'failed')[];
  readonly #jobsCreatedUs: readonly number[];
  /** The server's order is no reader's concern. */
  isReversed = false;

  constructor(
    members: readonly Member[],
    {
      earlier = [],
      jobsCreatedUs = [],
    }: {
      readonly earlier?: readonly ('succeeded' | 'failed')[];
      readonly jobsCreatedUs?: readonly number[];
    } = {},
  ) {
    this.#workspaces = members.map((member, i) => workspaceOf(member, i));
    this.#earlier = earlier;
    this.#jobsCreatedUs = jobsCreatedUs;
  }

  async #answer<T>(what: string, answer: T, signal?: AbortSignal): Promise<T> {
    this.asked.push(what);
    await Promise.resolve();
    this.beforeAnswer(what);
    signal?.throwIfAborted();
    return answer;
  }

  readonly templates: HistoryClient['templates'] = { list: () => this.#answer('templates', []) };

  readonly workspaces: HistoryClient['workspaces'] = {
    list: ({ limit = 0, offset = 0 }, options) => {
      const all = this.isReversed ? this.#workspaces.toReversed() : this.#workspaces;
      const page = { workspaces: all.slice(offset, offset + limit), count: all.length };
      return this.#answer(`workspaces from ${offset}`, page, options?.signal);
    },
  };

  readonly builds: HistoryClient['builds'] = {
    list: (id, _, options) => {
      const builds = this.#earlier.map((status, i) => buildOf(id, i + 1, { status, transition: 'start' }));
      return this.#answer(`builds of ${id}`, builds, options?.signal);
    },
  };

  readonly provisioners: HistoryClient['provisioners'] = {
    jobs: (organization, _, options) => {
      const jobs = this.#jobsCreatedUs.map((us, i) => ({
        ...buildOf(organization, i, { createdUs: us }).job,
        type: 'workspace_build',
        transition: 'start',
      }));
      return this.#answer(`jobs of ${organization}`, jobs, options?.signal);
    },
    daemons: (organization, _, options) => {
      const daemon = (id: number, status: string, tags: Readonly<Record<string, string>>) => ({
        ...{ id: `${organization}-${id}`, name: `p${id}`, status, tags },
        ...{ lastSeenAt: null, provisioners: ['terraform'], version: '' },
      });
      const daemons = [daemon(1, 'idle', {}), daemon(2, 'offline', {}), daemon(3, 'busy', { pool: 'gpu' })];
      return this.#answer(`provisioners of ${organization}`, daemons, options?.signal);
    },
  };
}

const records = new FakeRecords();
records.add('any');
const ANY: Workspace = (await records.workspaces.list({})).workspaces[0]!;

function buildOf(
  workspace: string,
  number: number,
  {
    createdUs = NINE,
    status = 'succeeded',
    transition = 'start',
  }: {
    readonly createdUs?: number;
    readonly status?: 'succeeded' | 'failed';
    readonly transition?: 'start' | 'stop';
  },
): WorkspaceBuild {
  return {
    ...ANY.latestBuild,
    id: `build ${number} of ${workspace}`,
    workspaceId: workspace,
    workspaceName: workspace,
    buildNumber: number,
    transition,
    createdAt: at(createdUs),
    job: {
      ...ANY.latestBuild.job,
      id: `job ${number} of ${workspace}`,
      status,
      createdAt: at(createdUs),
      startedAt: at(createdUs + SECOND),
      completedAt: at(createdUs + 11 * SECOND),
      workerId: `worker of ${number} of ${workspace}`,
    },
  };
}

function workspaceOf({ organization, ...build }: Member, i: number): Workspace {
  const id = `w${String(i).padStart(5, '0')}`;
  return {
    ...ANY,
    id,
    name: id,
    organizationId: organization,
    organizationName: organization,
    latestBuild: buildOf(id, 99, build),
  };
}

const members = (n: number, member: Member = { organization: 'one' }) =>
  Array.from({ length: n }, () => member);

const read = (
  client: HistoryClient,
  more: { readonly sinceMs?: number; readonly signal?: AbortSignal } = {},
) =>
  readDeploymentHistory(client, {
    sinceMs: NINE / 1_000 - 86_400_000,
    random: seededDraws('reading'),
    signal: new AbortController().signal,
    ...more,
  });

describe('reading a deployment', () => {
  it('asks each organization, though another one refuses, and says which', async () => {
    const client = new Deployment([...members(2), ...members(2, { organization: 'two' })], {
      jobsCreatedUs: [NINE],
    });
    client.beforeAnswer = (what) => {
      if (what === 'jobs of one') throw apiError(403);
    };
    const { history, liveProvisioners, notes } = await read(client);
    expect(history.jobs).toHaveLength(1);
    expect(notes).toContain(
      'This token may not read provisioner jobs of organization one (status 403): what they tell is assumed.',
    );
    expect(notes.join()).toContain('2 provisioners with tags are alive and not counted');
    // Of each organization one that is alive and takes any job.
    expect(liveProvisioners).toBe(2);
  });

  it('asks for no more lists of builds once one was refused', async () => {
    const client = new Deployment(members(50));
    client.beforeAnswer = (what) => {
      if (what.startsWith('builds of')) throw apiError(404);
    };
    const { history, notes } = await read(client);
    expect(client.asked.filter((what) => what.startsWith('builds of')).length).toBeLessThanOrEqual(4);
    expect(notes.filter((note) => note.includes('builds of workspaces'))).toHaveLength(1);
    expect(history.builds).toHaveLength(50);
    expect(history.ratesFrom).toEqual([]);
  });

  it('takes failure rates from lists of builds, not from latest builds, which a failed start stays', async () => {
    const failed = members(40, { organization: 'one', status: 'failed' });
    const stopped = members(60, { organization: 'one', transition: 'stop' });
    const earlier = Array.from({ length: 10 }, (_, i) =>
      i === 0 ? ('failed' as const) : ('succeeded' as const),
    );
    const { history } = await read(new Deployment([...failed, ...stopped], { earlier }));
    expect(history.builds).toHaveLength(100 + 100 * 10);
    expect(calibrate(history).parameters.failureRate!.start).toBe(0.1);
  });

  it('passes over jobs from before the time that was asked for', async () => {
    const client = new Deployment(members(1), { jobsCreatedUs: [NINE, NINE - 3 * 86_400 * SECOND] });
    const { history } = await read(client);
    expect(history.jobs!.map(({ createdUs }) => createdUs)).toEqual([NINE]);
    expect(history.creations).toEqual([NINE]);
  });

  it('lists builds of the same workspaces for the same draws, in whatever order they come', async () => {
    const listed = async (isReversed: boolean) => {
      const client = new Deployment(members(700));
      client.isReversed = isReversed;
      await read(client);
      return client.asked.filter((what) => what.startsWith('builds of'));
    };
    const [one, other] = [await listed(false), await listed(true)];
    expect(one).toHaveLength(100);
    expect(other).toEqual(one);
  });

  it('reads page after page, and says of how many workspaces it knows nothing', async () => {
    const client = new Deployment(members(20_600));
    const { notes, requests, workspaces } = await readDeploymentSchedules(
      client,
      new AbortController().signal,
    );
    expect(workspaces).toHaveLength(20_000);
    expect(requests).toBe(41);
    expect(notes).toEqual([
      '20000 of 20600 workspaces were read: those who are due are undercounted by their schedules.',
    ]);
  });

  it('ends with an interrupt, without another request', async () => {
    const interrupt = new AbortController();
    const client = new Deployment(members(50));
    client.beforeAnswer = (what) => {
      if (what.startsWith('builds of')) interrupt.abort(new Error('interrupted'));
    };
    await expect(read(client, { signal: interrupt.signal })).rejects.toThrow('interrupted');
    expect(client.asked.at(-1)).toMatch(/^builds of/);
    expect(client.asked.filter((what) => what.startsWith('builds of')).length).toBeLessThanOrEqual(4);
  });

  it('waits as long as a server asks that is asked too often', async () => {
    let refusals = 0;
    const server = await serve(({ path }) => {
      if (path.startsWith('/api/v2/templates')) return { status: 200, body: [] };
      if (++refusals > 1) return { status: 200, body: { workspaces: [], count: 0 } };
      return { status: 429, headers: { 'retry-after': '7' }, body: { message: 'too fast' } };
    });
    const clock = new HurriedClock();
    const client = clientOf(server.url, { realClock: clock });
    const { requests, workspaces } = await readDeploymentSchedules(client, new AbortController().signal);
    expect([workspaces, requests, refusals]).toEqual([[], 2, 2]);
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(7_000);
  });
});
