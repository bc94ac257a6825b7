import type { PlanSources } from '../../../src/run/planning/plan-request.js';

const WHO: PlanSources['who'] = {
  workspaces: null,
  groups: [],
  census: null,
  template: null,
  templateHint: null,
  dueAtMinutes: 540,
  day: null,
  timeZone: 'UTC',
  windowMinutes: null,
  mornings: 1,
};

/** Twenty provisioners, and nothing else said. */
export function sources(who: Partial<PlanSources['who']>, more: Partial<PlanSources> = {}): PlanSources {
  return {
    who: { ...WHO, ...who },
    censusOf: null,
    provisioners: { initial: 20, steps: [] },
    taggedProvisioners: [],
    templates: [],
    builds: {
      serviceTime: {},
      failureRate: null,
      replicas: null,
      tickPhasesUs: null,
      creation: null,
      waitFor: null,
    },
    queuedJobs: null,
    backgroundPerMinute: null,
    history: { kind: 'none' },
    seed: 'test',
    replications: 10,
    stateDir: '/nowhere',
    cwd: '/nowhere',
    ...more,
  };
}
