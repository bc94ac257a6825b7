import type { OurOptions } from '../subject.js';
import type { WorkspaceView, World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const times = (seconds: number) => {
  const us = constant(seconds * 1e6);
  return { start: us, stop: us, delete: us };
};

/** One provisioner, which the first build keeps for a while. */
export const queueOptions: OurOptions = {
  templates: [{ name: 'plain' }, { name: 'agent', serviceTime: times(3) }],
  parameters: { provisioners: 1, serviceTime: times(0.2) },
};

interface Job {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly started_at?: string;
  readonly queue_position: number;
  readonly queue_size: number;
}

interface Queued {
  readonly id: string;
  readonly latest_build: { readonly job: Job };
}

const byCreation = (a: Job, b: Job) => (a.created_at < b.created_at ? -1 : 1);

/** Whether these jobs, the oldest first, stand in that order. */
function stand(jobs: readonly Job[]): boolean {
  return jobs.every((job, i) => job.queue_position === i + 1 && job.queue_size === jobs.length);
}

/** Builds that wait in a row. */
export function queueCases(stage: Stage): readonly DescribedCase[] {
  const needs = ['builds that take a while', 'builds that wait'] as const;
  const waiting: WorkspaceView[] = [];
  let found: readonly Job[] = [];
  const create = async (world: World, template: 'agent' | 'plain', name: string) => {
    const { id } = await stage.template(world, world.subject.templates[template]);
    const body = { template_id: id, name: `queue-${name}` };
    return world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
  };
  return [
    {
      title: 'GET provisionerjobs has those who wait in the order of their creation',
      resource: 'provisioners',
      needs,
      status: 200,
      ask: async (world) => {
        const first = await create(world, 'agent', 'z');
        await world.untilBuild(first.id, 'the start', ({ job }) => job.status === 'running');
        // Neither by name nor by id would they stand so.
        for (const name of ['c', 'a', 'd', 'b']) waiting.push(await create(world, 'plain', name));
        return { method: 'GET', path: '/api/v2/organizations/default/provisionerjobs?status=pending' };
      },
      check: ({ body }) => {
        found = (body as readonly Job[]).toSorted(byCreation);
        expectThat(found.length === waiting.length && stand(found), body);
      },
    },
    {
      title: 'GET workspaces has their places in the queue',
      resource: 'workspaces',
      needs,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/workspaces?q=name:queue-' }),
      check: async ({ body }, world) => {
        const { workspaces } = body as { readonly workspaces: readonly Queued[] };
        const jobs = workspaces
          .map(({ latest_build }) => latest_build.job)
          .filter(({ status }) => status === 'pending')
          .toSorted(byCreation);
        expectThat(stand(jobs) && jobs.map(({ id }) => id).join() === found.map(({ id }) => id).join(), body);
        const read = await Promise.all(
          waiting.map(({ latest_build }) => world.read<{ job: Job }>(`/workspacebuilds/${latest_build.id}`)),
        );
        expectThat(stand(read.map(({ job }) => job)), read);
      },
    },
    {
      title: 'builds start in the order of their creation',
      resource: 'builds',
      needs,
      status: 200,
      ask: async (world) => {
        for (const { id } of waiting) await world.untilIdle(id);
        return { method: 'GET', path: '/api/v2/workspaces?q=name:queue-' };
      },
      check: ({ body }) => {
        const { workspaces } = body as { readonly workspaces: readonly Queued[] };
        const jobs = workspaces.map(({ latest_build }) => latest_build.job).toSorted(byCreation);
        const starts = jobs.map(({ started_at }) => started_at ?? '');
        expectThat(starts.join() === starts.toSorted().join() && !starts.includes(''), jobs);
      },
    },
  ];
}
