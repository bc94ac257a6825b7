import type { ObservedBuild } from '../../../src/plan/index.js';

export const SECOND = 1_000_000;
/** Monday, 2026-11-23, 09:00 UTC. */
export const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;

/** An autostart that waited a second, took ten and succeeded, on a provisioner of its own. */
export function build(overrides: Partial<ObservedBuild> & { readonly workspace: string }): ObservedBuild {
  return {
    buildNumber: 3,
    transition: 'start',
    reason: 'autostart',
    template: null,
    createdUs: NINE,
    startedUs: NINE + SECOND,
    completedUs: NINE + 11 * SECOND,
    jobStatus: 'succeeded',
    workerId: `provisioner of ${overrides.workspace}`,
    agents: [],
    ...overrides,
  };
}

/** As many such, of workspaces named by their number, each different as the function says. */
export function builds(
  n: number,
  overrides: (index: number) => Partial<ObservedBuild> = () => ({}),
  name = 'w',
): ObservedBuild[] {
  return Array.from({ length: n }, (_, index) =>
    build({ workspace: `${name}${index}`, ...overrides(index) }),
  );
}
