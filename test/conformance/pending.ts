/** Recordings whose routes are still being written. Their cases have to fail; empty when all are there. */
export const PENDING: ReadonlySet<string> = new Set([
  '011-deployment-stats',
  '022-templateversion',
  '034-provisionerjobs',
  '084-builds',
  '086-build-by-number',
  '102-workspace-agent-gone',
]);
