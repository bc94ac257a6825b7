import { daySpan } from '../plan/index.js';
import type {
  Asked,
  AskedTaggedProvisioners,
  HistorySource,
  PlanSources,
  ProvisionersSetting,
} from '../run/index.js';
import type { Distribution } from '../stats/index.js';
import { ConfigError, counted, type Transition } from '../storm/index.js';
import { formatDurationMs } from '../time/index.js';
import { creationAt } from './creation-time.js';
import { readPlanTemplates } from './embedded-files.js';
import type { FlagValues, ResolvedOptions, SourceFlags } from './flags/index.js';
import type { Io } from './io.js';
import { proxySettings, resolveSession } from './session.js';
import { runsFolder } from './state-dir.js';

/** Options that every question has, and those that some have. */
export interface SourceOptions extends Pick<ResolvedOptions<SourceFlags>, 'given' | 'problems'> {
  readonly values: FlagValues<SourceFlags> & {
    readonly provisioners?: ProvisionersSetting<number | Asked> | null;
    readonly taggedProvisioners?: readonly AskedTaggedProvisioners[];
    readonly replications: number;
  };
}

/** What a plan's flags say of where it comes from. But for a file of templates nothing has been read yet. */
export async function planSourcesFromFlags(
  options: SourceOptions,
  io: Io,
): Promise<{
  readonly sources: PlanSources;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}> {
  const { given, values } = options;
  const problems = [...options.problems, ...contradictions(options)];
  const history = await historyFromFlags(options, io);
  const templates = await readPlanTemplates(values.templateFile, io.cwd);
  problems.push(...history.problems, ...templates.problems);
  const whenGiven = <T>(flag: string, value: T): T | null => (given.has(flag) ? value : null);
  const sources: PlanSources = {
    who: {
      workspaces: values.workspaceCount,
      groups: values.groups,
      census: values.census,
      template: values.template,
      dueAtMinutes: values.dueAtMinutes,
      day: values.day,
      timeZone: values.timeZone,
      windowMinutes: values.scheduleWindowMs / 60_000,
      mornings: values.mornings,
    },
    provisioners: values.provisioners ?? null,
    taggedProvisioners: values.taggedProvisioners ?? [],
    templates: templates.templates,
    builds: {
      serviceTime: serviceTimes(values.serviceTimes),
      failureRate: whenGiven('failure-rate', values.failureRate),
      replicas: whenGiven('replicas', values.replicas),
      tickPhasesUs: values.tickPhases.length === 0 ? null : values.tickPhases,
      creation: values.creationRate === null ? null : creationAt(values.creationRate),
      waitFor: whenGiven('wait-for-agents', values.waitForAgents),
    },
    queuedJobs: whenGiven('queued-jobs', values.queuedJobs),
    backgroundPerMinute: whenGiven('background-builds-per-minute', values.backgroundBuildsPerMinute),
    history: history.source,
    seed: values.seed,
    replications: values.replications,
    stateDir: runsFolder(values.stateDir, io),
    cwd: io.cwd,
  };
  return { sources, problems, warnings: history.warnings };
}

async function historyFromFlags(
  { given, values }: SourceOptions,
  io: Io,
): Promise<{
  readonly source: HistorySource;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}> {
  const none = { source: { kind: 'none' }, problems: [], warnings: [] } as const;
  if (values.from !== null) return { ...none, source: { kind: 'named', words: values.from } };
  if (!values.fromDeployment) return none;
  const { url, token, problems, warnings } = await resolveSession(values, given.get('token'), io);
  if (url === null || token === null) return { ...none, problems, warnings };
  const headers = Object.fromEntries(values.headers.map(({ name, value }) => [name, value]));
  return {
    source: {
      kind: 'deployment',
      windowMs: values.sinceMs,
      target: { kind: 'remote', url, token, headers, proxy: proxySettings(io.env) },
      requestConcurrency: values.requestConcurrency,
      requestTimeoutMs: values.requestTimeoutMs,
    },
    problems,
    warnings,
  };
}

function serviceTimes(
  settings: SourceOptions['values']['serviceTimes'],
): Partial<Record<Transition, Distribution>> {
  return Object.fromEntries(settings.map(({ distribution, transition }) => [transition, distribution]));
}

/** What does not go together, or is missing; a variable of the environment contradicts nothing. */
function contradictions({ given, values }: SourceOptions): string[] {
  const problems: string[] = [];
  const both = (one: string, other: string, why: string) => {
    if (given.has(one) && given.has(other))
      problems.push(`--${one} and --${other} exclude each other: ${why}`);
  };
  both('workspace-count', 'census', 'the census says who is due');
  both('workspace-count', 'group', 'each group has its count');
  both('group', 'census', 'the census says who is due');
  both('due-at', 'census', 'the census says when');
  both('template', 'census', "the census has each workspace's own");
  both('from', 'from-deployment', 'a plan has one history');
  if (given.has('since') && !values.fromDeployment) {
    problems.push('--since is about the history of a deployment: add --from-deployment');
  }
  if (given.has('census') && values.day === null) {
    problems.push(
      '--day is required with --census: whose schedules occur depends on the day, e.g. --day 2026-11-23',
    );
  }
  if (values.scheduleWindowMs % 60_000 !== 0 || values.scheduleWindowMs > 86_340_000) {
    problems.push(
      `--schedule-window ${formatDurationMs(values.scheduleWindowMs)} must be whole minutes of less than a day: schedules have no seconds`,
    );
  }
  const phases = values.tickPhases.length;
  if (phases > 0 && phases !== values.replicas) {
    problems.push(
      `--tick-phase is given ${counted(phases, 'time')} for ${counted(values.replicas, 'replica')}: each has its own`,
    );
  }
  if (values.day !== null) problems.push(...dayProblems(values.day, values.timeZone));
  return problems;
}

function dayProblems(day: string, timeZone: string): readonly string[] {
  try {
    daySpan(day, timeZone);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => `--day ${problem}`);
  }
}
