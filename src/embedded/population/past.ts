import type { OwnerStatus } from '../../model/index.js';
import type { Transition } from '../../storm/index.js';
import type { Schedule } from '../../time/index.js';

/** Somebody of a past that is to be written. */
export interface PastUser {
  readonly username: string;
  readonly email: string;
  /** Full name; may be empty. */
  readonly name: string;
}

/** A workspace of a past that is to be written. */
export interface PastWorkspace {
  /** Index among the users of the past. */
  readonly owner: number;
  readonly name: string;
  /** Index among the templates of the deployment. */
  readonly template: number;
}

/** What somebody did at a time, in microseconds since the epoch; users and workspaces by their index in the past. */
export type Deed = { readonly atUs: number } & (
  | { readonly kind: 'create_user'; readonly user: number }
  | { readonly kind: 'set_status'; readonly user: number; readonly status: OwnerStatus }
  | { readonly kind: 'create_workspace'; readonly workspace: number }
  | { readonly kind: 'build'; readonly workspace: number; readonly transition: Transition }
  | { readonly kind: 'cancel'; readonly workspace: number }
  | { readonly kind: 'set_schedule'; readonly workspace: number; readonly schedule: Schedule }
  | { readonly kind: 'set_ttl'; readonly workspace: number; readonly ttlMs: number | null }
  | { readonly kind: 'set_dormant'; readonly workspace: number }
);

/**
 * What people did on a deployment before it listens. The model makes the records of it: builds that wait, run, end and
 * fail as those of later do, so that nothing in a populated deployment could not have happened.
 */
export interface Past {
  /** When the deployment came up, in microseconds since the epoch; no deed is earlier. */
  readonly bornUs: number;
  /** When the deployment listens; every deed is earlier. */
  readonly untilUs: number;
  readonly users: readonly PastUser[];
  readonly workspaces: readonly PastWorkspace[];
  /** In any order; equal times happen in the order given. */
  readonly deeds: readonly Deed[];
}

/** The past of a deployment that comes up now, and empty. */
export function noPast(untilUs: number): Past {
  return { bornUs: untilUs, untilUs, users: [], workspaces: [], deeds: [] };
}

/** Two pasts of the same deployment as one. */
export function bothPasts(one: Past, other: Past): Past {
  const [users, workspaces] = [one.users.length, one.workspaces.length];
  const moved = other.deeds.map((deed) =>
    'user' in deed
      ? { ...deed, user: deed.user + users }
      : { ...deed, workspace: deed.workspace + workspaces },
  );
  return {
    bornUs: Math.min(one.bornUs, other.bornUs),
    untilUs: one.untilUs,
    users: [...one.users, ...other.users],
    workspaces: [
      ...one.workspaces,
      ...other.workspaces.map((workspace) => ({ ...workspace, owner: workspace.owner + users })),
    ],
    deeds: [...one.deeds, ...moved],
  };
}
