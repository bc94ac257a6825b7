import { percent } from '../../analysis/index.js';
import type { ProvisionerTags, StormModelParameters } from '../../model/index.js';
import {
  type CalibratedField,
  type CalibratedName,
  type Calibration,
  distributionWords,
  type PlanParameters,
  type SweepInput,
  type TemplateCalibration,
} from '../../plan/index.js';
import type { PlanInputLine } from '../../report/index.js';
import { type AgentWait, counted } from '../../storm/index.js';
import { formatDurationMs } from '../../time/index.js';
import { type InputLine, lineOf, lineOfParts } from './input-line.js';
import type { BuildSettings, HistorySource, NamedTemplate } from './plan-request.js';

const NAMES: Readonly<Record<CalibratedName, string>> = {
  'serviceTime.start': 'service time of starts',
  'serviceTime.stop': 'service time of stops',
  'serviceTime.delete': 'service time of deletes',
  failedStartTime: 'service time of failed starts',
  completion: 'completion after the service',
  'failureRate.start': 'failures of starts',
  'failureRate.stop': 'failures of stops',
  'failureRate.delete': 'failures of deletes',
  creation: 'creation of one build',
  pickUp: 'pick-up by an idle provisioner',
  handOff: 'hand-off to the next job',
  earlyStartRate: 'starts before their creation',
  agents: 'agents',
};

/** Of nobody's interest where nothing is stopped. */
const OF_STOPS: ReadonlySet<CalibratedName> = new Set(['serviceTime.stop', 'failureRate.stop']);
/** What templates may differ in. */
const OF_TEMPLATES: ReadonlySet<CalibratedName> = new Set(['serviceTime.start', 'agents']);
/** Of nobody's interest: nothing is deleted. */
const OF_DELETES: ReadonlySet<CalibratedName> = new Set(['serviceTime.delete', 'failureRate.delete']);

/** What a sweep can put others in the place of. */
const OF_INPUTS: Partial<Readonly<Record<CalibratedName, SweepInput>>> = {
  'failureRate.start': 'failure_rate',
  creation: 'creation_rate',
};

/** How builds go, whatever their template: what flags say, else what the history says, else the model's defaults. */
export function buildParameters(
  builds: BuildSettings,
  calibration: Calibration | null,
  defaults: StormModelParameters,
): PlanParameters & Pick<StormModelParameters, 'serviceTime'> {
  const { creation, failureRate, replicas, serviceTime, tickPhasesUs } = builds;
  const {
    provisioners: _,
    templates: __,
    ...calibrated
  }: Partial<StormModelParameters> = calibration?.parameters ?? {};
  return {
    ...calibrated,
    serviceTime: { ...(calibrated.serviceTime ?? defaults.serviceTime), ...serviceTime },
    // A service time that is given is the provisioner's alone, as everywhere, and of all starts.
    ...(serviceTime.start === undefined
      ? {}
      : { completion: defaults.completion, failedStartTime: defaults.failedStartTime }),
    failureRate: {
      ...(calibrated.failureRate ?? defaults.failureRate),
      ...(failureRate === null ? {} : { start: failureRate }),
    },
    ...(creation === null ? {} : { creation }),
    ...(replicas === null ? {} : { replicas }),
    ...(tickPhasesUs === null ? {} : { tickPhasesUs }),
  };
}

/** What lines are written of. */
export interface BuildLineOptions {
  readonly defaults: StormModelParameters;
  readonly hasStops: boolean;
  /** Whether it matters where the executors' ticks stand. */
  readonly hasTicks: boolean;
  /** What is known of each template that is due; `null`: the same of all. */
  readonly templates: readonly TemplateCalibration[] | null;
}

/** What was measured and what is assumed of how builds go, a line each, and of what differs a line for each template. */
export function buildLines(
  builds: BuildSettings,
  calibration: Calibration | null,
  { defaults, hasStops, hasTicks, templates }: BuildLineOptions,
): readonly InputLine[] {
  const given = givenLines(builds);
  if (calibration !== null && builds.serviceTime.start !== undefined) {
    const value = distributionWords(defaults.completion);
    const why = 'measured on another server; the given service time is without it';
    given.set('completion', { name: NAMES.completion, value, origin: 'assumed', source: why });
  }
  const fields = calibration?.fields ?? defaultFields(defaults);
  const failuresDiffer =
    calibration?.parameters.failedStartTime != null && builds.serviceTime.start === undefined;
  const known = fields
    .filter(({ name }) => !OF_DELETES.has(name) && (hasStops || !OF_STOPS.has(name)))
    .filter(({ name }) => name !== 'failedStartTime' || failuresDiffer)
    .flatMap((field): InputLine | InputLine[] => {
      const input = OF_INPUTS[field.name];
      const line = given.get(field.name) ?? fieldLine(field);
      if (input !== undefined) return lineOf(input, line);
      if (given.has(field.name) || templates === null || !OF_TEMPLATES.has(field.name)) return line;
      return templates.flatMap(({ fields: own, name }) =>
        own
          .filter((one) => one.name === field.name)
          .map((one) => ({ ...fieldLine(one), name: `${NAMES[one.name]}, template ${name}` })),
      );
    });
  return [
    ...known,
    lineOf('replicas', replicasLine(builds.replicas)),
    ...(hasTicks ? [ticksLine(builds.tickPhasesUs)] : []),
  ];
}

/** Where what was measured is from; nothing where nothing was read. */
export function historyLines(history: HistorySource, source: string): readonly PlanInputLine[] {
  if (history.kind === 'none') return [];
  const flag = history.kind === 'deployment' ? '--from-deployment' : '--from';
  return [{ name: 'history', value: source, origin: 'given', source: flag }];
}

/** From when on a workspace counts as usable. */
export function waitLine(waitFor: BuildSettings['waitFor']): PlanInputLine {
  const line = { name: 'usable', value: WAITS[waitFor ?? USUAL_WAIT] };
  if (waitFor !== null) return { ...line, origin: 'given', source: '--wait-for-agents' };
  return { ...line, origin: 'assumed', source: 'nothing was said; --wait-for-agents' };
}

/** Where nobody says what is waited for. */
export const USUAL_WAIT: AgentWait = 'ready';

const WAITS: Readonly<Record<AgentWait, string>> = {
  connected: 'when all agents have connected, or without any the build has succeeded',
  ready: 'when all agents are ready, or without any the build has succeeded',
  none: 'when the build has succeeded',
};

/** What a file says of templates, a line each. */
export function templateLines(templates: readonly NamedTemplate[]): readonly PlanInputLine[] {
  return templates.map(({ model, name }) => {
    const { agents, allowUserAutostart, autostartDays, failureTtlUs, serviceTime, tags } = model;
    const said = [
      serviceTime === null ? [] : `starts ${distributionWords(serviceTime.start)}`,
      Object.keys(tags).length === 0 ? [] : `for provisioners with ${tagWords(tags)}`,
      agents === null ? [] : `agents ${agents.names.join(', ')}`,
      failureTtlUs === null ? [] : `failed starts are stopped after ${formatDurationMs(failureTtlUs / 1000)}`,
      allowUserAutostart ? [] : 'forbids autostart',
      autostartDays.every(Boolean) ? [] : `autostarts on ${autostartDays.filter(Boolean).length} days a week`,
    ].flat();
    return {
      name: `template ${name}`,
      value: said.length === 0 ? 'as all' : said.join('; '),
      origin: 'given',
      source: '--template-file',
    };
  });
}

/** `pool=gpu, region=eu`. */
export function tagWords(tags: ProvisionerTags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function fieldLine({ name, provenance, value }: CalibratedField): PlanInputLine {
  const line = { name: NAMES[name], value };
  switch (provenance.kind) {
    case 'measured':
      return { ...line, origin: 'measured', source: `${provenance.how}, n = ${provenance.n}` };
    case 'reported':
      return { ...line, origin: 'reported', source: provenance.how };
    case 'assumed':
      return { ...line, origin: 'assumed', source: provenance.why };
    default:
      return provenance satisfies never;
  }
}

function givenLines({ creation, failureRate, serviceTime }: BuildSettings): Map<string, PlanInputLine> {
  const lines = new Map<string, PlanInputLine>();
  const add = (name: CalibratedName, value: string, flag: string) =>
    lines.set(name, { name: NAMES[name], value, origin: 'given', source: flag });
  if (serviceTime.start !== undefined) {
    add('serviceTime.start', distributionWords(serviceTime.start), '--service-time');
  }
  if (serviceTime.stop !== undefined) {
    add('serviceTime.stop', distributionWords(serviceTime.stop), '--service-time');
  }
  if (failureRate !== null) add('failureRate.start', percent(failureRate), '--failure-rate');
  if (creation !== null) add('creation', distributionWords(creation), '--creation-rate');
  return lines;
}

function replicasLine(replicas: number | null): PlanInputLine {
  return {
    name: 'replicas',
    value: String(replicas ?? 1),
    origin: replicas === null ? 'assumed' : 'given',
    source: replicas === null ? "Coder's default; not in a history" : '--replicas',
  };
}

function ticksLine(tickPhasesUs: BuildSettings['tickPhasesUs']): InputLine {
  const name = 'executor ticks after the minute';
  const anywhere = 'anywhere in it';
  if (tickPhasesUs === null) {
    const why = 'the moment at which the server came up, drawn anew for each morning';
    return { name, value: anywhere, origin: 'assumed', source: why };
  }
  const text = tickPhasesUs.map((us) => `${us / 1e6} s`).join(', ');
  const varied = `${text} with ${counted(tickPhasesUs.length, 'replica')}, ${anywhere} with any other number`;
  return lineOfParts({ name, origin: 'given', source: '--tick-phase' }, [
    { input: 'replicas', text, varied },
  ]);
}

/** What the model has where nothing is known. */
function defaultFields(defaults: StormModelParameters): readonly CalibratedField[] {
  const because = (why: string) => ({ kind: 'assumed', why }) as const;
  const measuredOnce = because('measured on another server; docs/model.md');
  const middling = because('a middling template; --service-time or --from say what yours takes');
  const healthy = because('a healthy template');
  const { completion, creation, earlyStartRate, failureRate, handOff, pickUp, serviceTime } = defaults;
  return [
    { name: 'serviceTime.start', value: distributionWords(serviceTime.start), provenance: middling },
    { name: 'serviceTime.stop', value: distributionWords(serviceTime.stop), provenance: middling },
    { name: 'completion', value: distributionWords(completion), provenance: measuredOnce },
    { name: 'failureRate.start', value: percent(failureRate.start), provenance: healthy },
    { name: 'failureRate.stop', value: percent(failureRate.stop), provenance: healthy },
    { name: 'creation', value: distributionWords(creation), provenance: measuredOnce },
    { name: 'pickUp', value: distributionWords(pickUp), provenance: measuredOnce },
    { name: 'handOff', value: distributionWords(handOff), provenance: measuredOnce },
    { name: 'earlyStartRate', value: percent(earlyStartRate), provenance: measuredOnce },
    { name: 'agents', value: 'none', provenance: because('nothing is known of the template') },
  ];
}
