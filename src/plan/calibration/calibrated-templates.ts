import { count, percent } from '../../analysis/index.js';
import { type ModelTemplate, PLAIN_TEMPLATE, type StormModelParameters } from '../../model/index.js';
import { type AgentSample, agentSample, empirical } from './agent-sample.js';
import { startsAre } from './build-estimates.js';
import { type CalibratedFields, ENOUGH, measured } from './calibrated-fields.js';
import type { CalibratedField, TemplateCalibration } from './calibration.js';
import { distributionWords } from './distribution-words.js';
import type { ObservedBuild } from './observed-build.js';
import { lognormalFit } from './service-fit.js';
import { type ServiceSample, serviceSample, serviceTimesUs, timedStarts } from './service-sample.js';

/** Templates that differ from the plain one, with what is known of each. */
export interface CalibratedTemplates {
  /** `null`: nothing is known that the plain one does not say. */
  readonly templates: readonly ModelTemplate[] | null;
  /** In the order of `templates`; empty where names are not known. */
  readonly calibrations: readonly TemplateCalibration[];
  /** Agents of all of them. */
  readonly agents: AgentSample | null;
}

/**
 * One template for each name, with service times of its own from ten builds on, and its own agents. Where fewer than two
 * names are known, one template with what is known of all.
 * @param builds - All of the history.
 * @param sample - Its starts that count.
 */
export function calibratedTemplates(
  builds: readonly ObservedBuild[],
  sample: ServiceSample,
  serviceTime: StormModelParameters['serviceTime'],
  fields: CalibratedFields,
): CalibratedTemplates {
  const names = templateNames(builds);
  const agents = agentSample(sample.builds);
  const agentsOfAll = agentField(agents);
  fields.all.push(agentsOfAll);
  const timeOfAll = fields.all.find(({ name }) => name === 'serviceTime.start');
  if (names.length < 2) {
    const timesUs = serviceTimesUs(timedStarts(sample));
    return {
      templates: agents === null ? null : [{ ...PLAIN_TEMPLATE, agents: agents.agents }],
      calibrations: names.map((name) => ({
        name,
        fields: timeOfAll === undefined ? [agentsOfAll] : [timeOfAll, agentsOfAll],
        lognormalFit: timesUs.length === 0 ? null : lognormalFit(timesUs),
      })),
      agents,
    };
  }
  const each = names.map((name) => {
    const own = serviceSample(builds.filter(({ template }) => template === name));
    const ownAgents = agentSample(own.builds);
    const timesUs = serviceTimesUs(timedStarts(own));
    const isEnough = timesUs.length >= ENOUGH;
    return {
      template: {
        ...PLAIN_TEMPLATE,
        agents: ownAgents?.agents ?? null,
        serviceTime: isEnough ? { ...serviceTime, start: empirical(timesUs) } : null,
      },
      calibration: {
        name,
        fields: [
          ...(isEnough
            ? [timeField(own, timesUs)]
            : timeOfAll === undefined
              ? []
              : [pooled(timeOfAll, timesUs.length)]),
          agentField(ownAgents),
        ],
        lognormalFit: isEnough ? lognormalFit(timesUs) : null,
      },
    };
  });
  return {
    templates: each.map(({ template }) => template),
    calibrations: each.map(({ calibration }) => calibration),
    agents,
  };
}

/** By how many starts that count they have, most first. */
function templateNames(builds: readonly ObservedBuild[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { template } of serviceSample(builds.map(asOtherStart)).builds) {
    if (template !== null) counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

/** A template without an autostart is one, too. */
function asOtherStart(build: ObservedBuild): ObservedBuild {
  return { ...build, reason: 'initiator' };
}

function timeField(sample: ServiceSample, timesUs: readonly number[]): CalibratedField {
  return {
    name: 'serviceTime.start',
    value: distributionWords(empirical(timesUs)),
    provenance: measured(timesUs.length, startsAre(sample)),
  };
}

/** A template with too few builds takes the times of all. */
function pooled(field: CalibratedField, own: number): CalibratedField {
  const few = `${own === 0 ? 'no start' : `only ${count(own, 'start')}`} of its own, so as of all templates`;
  const { provenance } = field;
  switch (provenance.kind) {
    case 'measured':
    case 'reported':
      return { ...field, provenance: { ...provenance, how: `${few}: ${provenance.how}` } };
    case 'assumed':
      return { ...field, provenance: { ...provenance, why: `${few}: ${provenance.why}` } };
    default:
      return provenance satisfies never;
  }
}

function agentField(sample: AgentSample | null): CalibratedField {
  if (sample === null) {
    const why = 'the starts that were read made no agent, so none is waited for';
    return { name: 'agents', value: 'none', provenance: { kind: 'assumed', why } };
  }
  const { connected, n, negative, neverConnected } = sample;
  const { connect, neverConnectRate, start, startErrorRate, startup } = sample.agents;
  const value = [
    `connected: ${distributionWords(connect)}`,
    `startup begun: ${distributionWords(start)}`,
    `ready: ${distributionWords(startup)}`,
    ...(neverConnectRate === 0 ? [] : [`${percent(neverConnectRate)} never connect`]),
    ...(startErrorRate === 0 ? [] : [`${percent(startErrorRate)} fail in their startup`]),
  ].join('; ');
  const never =
    neverConnected === 0
      ? ''
      : `${neverConnected} of ${count(connected + neverConnected, 'agent')} never connected; `;
  if (n === 0) {
    const why = `${never}none was seen to become ready, so the times are the model’s default`;
    return { name: 'agents', value, provenance: { kind: 'assumed', why } };
  }
  const verb = negative === 1 ? 'was negative and counts' : 'were negative and count';
  const wrong = negative === 0 ? '' : `; ${count(negative, 'time')} ${verb} as 0`;
  const how = `${never}agents of succeeded starts, each time after the one before${wrong}`;
  return { name: 'agents', value, provenance: measured(n, how) };
}
