/** Recordings whose routes are still being written. Their cases have to fail; empty when all are there. */
export const PENDING: ReadonlySet<string> = new Set(['102-workspace-agent-gone']);
