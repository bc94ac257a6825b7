import type { BuildExpectation, WorkspaceListClient } from '../collect/index.js';
import { nameTerm } from '../collect/index.js';
import type { Transition } from '../storm/index.js';

/**
 * Workspace statuses by which builds of one transition are counted (Coder API contract, workspace status): the one
 * before such a build is created, where it can be told, and the one while its job runs. `pending` reveals no
 * transition.
 */
export const STATUSES = {
  start: { resting: 'stopped', moving: 'starting' },
  stop: { resting: 'running', moving: 'stopping' },
  delete: { resting: null, moving: 'deleting' },
} as const satisfies Record<Transition, { readonly resting: string | null; readonly moving: string }>;

/** How many workspaces of the run have the status: one request, whatever their number. */
export async function countWorkspaces(
  client: WorkspaceListClient,
  namePrefix: string,
  status: string,
  signal: AbortSignal,
): Promise<number> {
  const q = `${nameTerm(namePrefix)} status:${status}`.trim();
  const { count } = await client.workspaces.list({ q, limit: 1 }, { signal });
  return count;
}

/** What most of the expected builds do. */
export function mainTransition(expected: readonly BuildExpectation[]): Transition {
  const tally = { start: 0, stop: 0, delete: 0 };
  for (const { transition = 'start' } of expected) {
    tally[transition] += 1;
  }
  if (tally.start >= tally.stop && tally.start >= tally.delete) {
    return 'start';
  }
  return tally.stop >= tally.delete ? 'stop' : 'delete';
}
