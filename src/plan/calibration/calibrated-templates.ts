import { count } from '../../analysis/index.js';
import { type ModelTemplate, PLAIN_TEMPLATE, type StormModelParameters } from '../../model/index.js';
import { type AgentSample, agentSample, empirical } from './agent-sample.js';
import { type CalibratedFields, ENOUGH, measured } from './calibrated-fields.js';
import type { CalibratedField } from './calibration.js';
import { distributionWords } from './distribution-words.js';
import type { ObservedBuild } from './observed-build.js';
import { serviceTimesUs } from './service-sample.js';

/** Templates that differ from the plain one, with their names. */
export interface CalibratedTemplates {
  /** `null`: nothing is known that the plain one does not say. */
  readonly templates: readonly ModelTemplate[] | null;
  /** In the order of `templates`; empty where names are not known. */
  readonly names: readonly string[];
}

/**
 * One template for each name, with service times of its own from ten builds on, and agents where some were seen. Where
 * fewer than two names are known, one template, and only if it has agents.
 */
export function calibratedTemplates(
  builds: readonly ObservedBuild[],
  serviceTime: StormModelParameters['serviceTime'],
  fields: CalibratedFields,
): CalibratedTemplates {
  const names = templateNames(builds);
  const all = agentSample(builds);
  fields.all.push(agentField(all));
  if (names.length < 2) {
    return all === null
      ? { templates: null, names: [] }
      : { templates: [{ ...PLAIN_TEMPLATE, agents: all.agents }], names };
  }
  const templates = names.map((name) => {
    const own = builds.filter(({ template }) => template === name);
    const times = serviceTimesUs(own);
    return {
      ...PLAIN_TEMPLATE,
      agents: agentSample(own)?.agents ?? null,
      serviceTime: times.length < ENOUGH ? null : { ...serviceTime, start: empirical(times) },
    };
  });
  return { templates, names };
}

/** By how many start builds they have, most first. */
function templateNames(builds: readonly ObservedBuild[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { template } of builds) {
    if (template !== null) counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

function agentField(sample: AgentSample | null): CalibratedField {
  if (sample === null) {
    const why = 'no agent was seen to become ready, so none is waited for';
    return { name: 'agents', value: 'none', provenance: { kind: 'assumed', why } };
  }
  const { connect, start, startup } = sample.agents;
  const value = [
    `connected: ${distributionWords(connect)}`,
    `startup begun: ${distributionWords(start)}`,
    `ready: ${distributionWords(startup)}`,
  ].join('; ');
  const verb = sample.negative === 1 ? 'was negative and counts' : 'were negative and count';
  const wrong = sample.negative === 0 ? '' : `; ${count(sample.negative, 'time')} ${verb} as 0`;
  return {
    name: 'agents',
    value,
    provenance: measured(sample.n, `agents of succeeded starts, each time after the one before${wrong}`),
  };
}
