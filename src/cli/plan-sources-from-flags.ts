import { daySpan } from '../plan/index.js';
import type {
  Asked,
  AskedTaggedProvisioners,
  HistorySource,
  PlanDeployment,
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
  const isSaid = (flag: string) => said(given, flag);
  const whenGiven = <T>(flag: string, value: T): T | null => (given.has(flag) ? value : null);
  const sources: PlanSources = {
    who: {
      workspaces: isSaid('workspace-count') || !saysWho(options) ? values.workspaceCount : null,
      groups: values.groups,
      census: isLiveCensus(values) ? null : values.census,
      template: isSaid('template') ? values.template : null,
      templateHint: isSaid('template') ? null : values.template,
      dueAtMinutes: values.dueAtMinutes,
      day: values.day,
      timeZone: values.timeZone,
      windowMinutes: given.has('schedule-window') ? values.scheduleWindowMs / 60_000 : null,
      mornings: values.mornings,
    },
    censusOf: history.censusOf,
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

/** In the place of a census' path: the schedules of the deployment itself. */
const LIVE_CENSUS = 'deployment';

function isLiveCensus({ census }: Pick<SourceOptions['values'], 'census'>): boolean {
  return census === LIVE_CENSUS;
}

/** What is read, and of which deployment where it is one. */
interface HistoryOptions {
  readonly source: HistorySource;
  readonly censusOf: PlanDeployment | null;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

async function historyFromFlags({ given, values }: SourceOptions, io: Io): Promise<HistoryOptions> {
  const source: HistorySource =
    values.from === null ? { kind: 'none' } : { kind: 'named', words: values.from };
  const known = { source, censusOf: null, problems: [], warnings: [] };
  const isWhole = values.fromDeployment && values.from === null;
  if (!isWhole && !isLiveCensus(values)) return known;
  const { url, token, problems, warnings } = await resolveSession(values, given.get('token'), io);
  if (url === null || token === null) return { ...known, problems, warnings };
  const headers = Object.fromEntries(values.headers.map(({ name, value }) => [name, value]));
  const deployment: PlanDeployment = {
    target: { kind: 'remote', url, token, headers, proxy: proxySettings(io.env) },
    requestConcurrency: values.requestConcurrency,
    requestTimeoutMs: values.requestTimeoutMs,
  };
  // Its history comes with its schedules.
  return isWhole
    ? {
        ...known,
        source: { kind: 'deployment', windowMs: values.sinceMs, ...deployment },
        problems,
        warnings,
      }
    : { ...known, censusOf: deployment, problems, warnings };
}

function serviceTimes(
  settings: SourceOptions['values']['serviceTimes'],
): Partial<Record<Transition, Distribution>> {
  return Object.fromEntries(settings.map(({ distribution, transition }) => [transition, distribution]));
}

/** Whether a flag or the configuration file says it; the environment is often set for `nineam run`. */
function said(given: SourceOptions['given'], flag: string): boolean {
  const origin = given.get(flag);
  return origin === 'flag' || origin === 'file';
}

/** Whether it is said by other means than a count who is due. */
function saysWho({ given, values }: SourceOptions): boolean {
  return said(given, 'census') || said(given, 'group') || values.fromDeployment;
}

/** What does not go together, or is missing; a variable of the environment contradicts nothing. */
function contradictions({ given, values }: SourceOptions): string[] {
  const problems: string[] = [];
  const both = (one: string, other: string, why: string) => {
    if (said(given, one) && said(given, other))
      problems.push(`--${one} and --${other} exclude each other: ${why}`);
  };
  both('workspace-count', 'census', 'the census says who is due');
  both('workspace-count', 'group', 'each group has its count');
  both('group', 'census', 'the census says who is due');
  both('due-at', 'census', 'the census says when');
  both('template', 'census', "the census has each workspace's own");
  both('from', 'from-deployment', 'a plan has one history');
  if (values.fromDeployment && !said(given, 'workspace-count') && !said(given, 'group')) {
    both('due-at', 'from-deployment', 'its schedules say when, unless --workspace-count says who');
    both('template', 'from-deployment', 'its workspaces have their own, unless --workspace-count says who');
  }
  if (said(given, 'since') && !values.fromDeployment) {
    problems.push('--since is about the history of a deployment: add --from-deployment');
  }
  if (said(given, 'census') && !isLiveCensus(values) && values.day === null) {
    problems.push(
      '--day is required with a file of --census: whose schedules occur depends on the day, e.g. --day 2026-11-23',
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
