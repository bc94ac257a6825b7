import type { SimpleSchedule } from './schedules.js';

export type Transition = 'start' | 'stop' | 'delete';

/** A user as the commands so far have made it. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly token: string;
  state: 'active' | 'suspended' | 'deleted';
}

/** A build as it was last seen. */
export interface Build {
  readonly id: string;
  readonly number: number;
  readonly transition: Transition;
  readonly reason: string;
  readonly initiator: string;
  readonly createdAt: string;
  status: string;
}

export interface Workspace {
  readonly id: string;
  readonly owner: User;
  readonly name: string;
  /** Whether its template lets members cancel. */
  readonly cancelable: boolean;
  readonly builds: Build[];
  schedule: SimpleSchedule | null;
  /** What `next_start_at` may be, in milliseconds, `null` for none. */
  nextStarts: readonly (number | null)[];
  deleted: boolean;
}

/** What is known of the deployment from what was asked of it. */
export class Oracle {
  readonly users: User[] = [];
  readonly workspaces: Workspace[] = [];

  /** Users who can still be asked for. */
  get living(): User[] {
    return this.users.filter((user) => user.state !== 'deleted');
  }

  workspacesOf(user: User): Workspace[] {
    return this.workspaces.filter((workspace) => workspace.owner === user && !workspace.deleted);
  }

  /** What only the owner and this user may see. */
  secretsFrom(user: User): string[] {
    const others = this.users.filter((other) => other !== user);
    const theirs = this.workspaces.filter((workspace) => workspace.owner !== user);
    return [
      ...others.flatMap((other) => [other.id, other.name, other.email]),
      ...theirs.flatMap((workspace) => [workspace.id, ...workspace.builds.map((build) => build.id)]),
    ];
  }
}

const ACTIVE = ['pending', 'running', 'canceling'];

/** Where a job may have got to since it was last seen. */
const REACHABLE: Readonly<Record<string, readonly string[]>> = {
  pending: ['pending', 'running', 'canceling', 'succeeded', 'failed', 'canceled'],
  running: ['running', 'canceling', 'succeeded', 'failed', 'canceled'],
  canceling: ['canceling', 'failed', 'canceled'],
  succeeded: ['succeeded'],
  failed: ['failed'],
  canceled: ['canceled'],
};

export function isActive(status: string): boolean {
  return ACTIVE.includes(status);
}

export function isReachable(from: string, to: string): boolean {
  return REACHABLE[from]?.includes(to) ?? false;
}

/** The parts of a job's JSON that its status follows from. */
export interface JobJson {
  readonly status: string;
  readonly created_at: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly canceled_at?: string;
  readonly error?: string;
  readonly worker_id?: string;
}

/** A job's status by the table of the contract. */
export function statusOf(job: JobJson): string {
  if (job.error !== undefined && job.error !== '') return 'failed';
  if (job.completed_at !== undefined) return job.canceled_at === undefined ? 'succeeded' : 'canceled';
  if (job.canceled_at !== undefined) return 'canceling';
  return job.started_at === undefined ? 'pending' : 'running';
}

/** Whether a job did its work: also one that was told to stop and had finished by then, which counts as canceled. */
export function hasCompleted(job: JobJson): boolean {
  return job.status === 'succeeded' || (job.status === 'canceled' && job.started_at !== undefined);
}

/** What a build's status is called when its job has this one. */
export function buildStatusOf(jobStatus: string, transition: Transition): string {
  if (jobStatus === 'running') return { start: 'starting', stop: 'stopping', delete: 'deleting' }[transition];
  if (jobStatus === 'succeeded') return { start: 'running', stop: 'stopped', delete: 'deleted' }[transition];
  return jobStatus;
}
