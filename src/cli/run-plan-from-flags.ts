import type { RunPlan, RunToResume, Target } from '../run/index.js';
import { CHECK_NAMES } from '../run/index.js';
import { ConfigError } from '../storm/index.js';
import { formatDurationMs } from '../time/index.js';
import { cleanupChoice } from './cleanup-choice.js';
import { embeddedTarget } from './embedded-target.js';
import {
  EMBEDDED_ONLY,
  type ResolvedOptions,
  type runFlags,
  telemetryFromFlags,
  uiFromFlags,
} from './flags/index.js';
import type { Io } from './io.js';
import { parameterProblems } from './resume-options.js';
import { readRichParameterFile } from './rich-parameter-file.js';
import { proxySettings, resolveSession } from './session.js';
import { runsFolder } from './state-dir.js';

type RunOptions = ResolvedOptions<typeof runFlags>;

/** What `run --embedded` shows when nothing else is asked for. */
const EMBEDDED_DEFAULTS = { workspaceCount: 100, timeScale: 60 } as const;
const FLAGS_OF_A_REMOTE_DEPLOYMENT = ['url', 'token', 'global-config', 'header'];

/**
 * Decides everything about a run from its options. Nothing has been asked of a deployment yet.
 * @param purpose - `judge`: the plan is only to be judged, and may do without template and number of workspaces.
 * @throws ConfigError with every problem at once.
 */
export async function runPlanFromFlags(
  options: RunOptions,
  io: Io,
  resume: RunToResume | null,
  purpose: 'run' | 'judge' = 'run',
): Promise<{ readonly plan: RunPlan; readonly warnings: readonly string[] }> {
  const { values } = options;
  const unsaid = purpose === 'run' ? missing(options) : [];
  const problems = [...options.problems, ...unsaid, ...contradictions(options)];
  const { target, problems: targetProblems, warnings } = await chooseTarget(options, io);
  const telemetry = telemetryFromFlags(options, io.env);
  problems.push(...targetProblems, ...telemetry.problems);
  const cleanup = cleanupChoice(options);
  if (cleanup.problem !== null) problems.push(cleanup.problem);
  const fromFile = await parametersFromFile(values.richParameterFile, io, problems);
  const given = new Map([...fromFile, ...values.parameters].map((parameter) => [parameter.name, parameter]));
  if (resume !== null) problems.push(...parameterProblems(resume, [...given.values()]));
  if (problems.length > 0 || target === null) throw new ConfigError(problems);
  const plan: RunPlan = {
    target,
    workspaceCount: values.workspaceCount ?? EMBEDDED_DEFAULTS.workspaceCount,
    template: values.template,
    organization: values.organization,
    parameters: [...given.values()],
    scheduleWindowMinutes: values.scheduleWindowMs / 60_000,
    autostartDelayMs: values.autostartDelayMs,
    workspaceJobTimeoutMs: values.workspaceJobTimeoutMs,
    autostartBuildTimeoutMs: values.autostartBuildTimeoutMs,
    waitForAgents: values.waitForAgents,
    agentTimeoutMs: values.agentTimeoutMs,
    timeoutMs: limit(values.timeoutMs),
    jobTimeoutMs: limit(values.jobTimeoutMs),
    userAuth: values.userAuth,
    updates: values.updates,
    setupConcurrency: values.setupConcurrency,
    provisionersShare: values.provisionersShare,
    requestConcurrency: values.requestConcurrency,
    requestTimeoutMs: values.requestTimeoutMs,
    cleanup: {
      when: cleanup.choice,
      concurrency: values.cleanupConcurrency === 0 ? Number.POSITIVE_INFINITY : values.cleanupConcurrency,
      timeoutMs: limit(values.cleanupTimeoutMs),
      jobTimeoutMs: limit(values.cleanupJobTimeoutMs),
    },
    outputs: values.outputs,
    thresholds: values.thresholds,
    abortConditions: values.abortConditions,
    predict: values.predict,
    telemetry: telemetry.settings,
    ui: uiFromFlags(values),
    skipPreflight: new Set(values.skipPreflight),
    yes: values.yes,
    stateDir: runsFolder(values.stateDir, io),
    resume,
    flagItems: options.items,
    flags: options.texts,
  };
  return { plan: Object.freeze(plan), warnings: [...warnings, ...telemetry.warnings] };
}

async function parametersFromFile(
  path: string | null,
  io: Io,
  problems: string[],
): Promise<Awaited<ReturnType<typeof readRichParameterFile>>> {
  if (path === null) return [];
  try {
    return await readRichParameterFile(path, io.cwd);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return [];
  }
}

/** 0 stands for none, as in Coder's tool. */
function limit(ms: number): number | null {
  return ms === 0 ? null : ms;
}

function missing({ values, given }: RunOptions): readonly string[] {
  if (values.embedded) return [];
  return [
    ...(given.has('workspace-count') ? [] : ['--workspace-count (-c) is required, e.g. -c 500']),
    ...(given.has('template') ? [] : ['--template (-t) is required: a name from `coder templates list`']),
  ];
}

function contradictions({ values, given }: RunOptions): readonly string[] {
  const problems: string[] = [];
  if (values.autostartBuildTimeoutMs <= values.workspaceJobTimeoutMs) {
    problems.push(
      `--autostart-build-timeout ${formatDurationMs(values.autostartBuildTimeoutMs)} must be longer than ` +
        `--workspace-job-timeout ${formatDurationMs(values.workspaceJobTimeoutMs)}: it includes the time in the queue`,
    );
  }
  if (values.scheduleWindowMs % 60_000 !== 0) {
    problems.push(
      `--schedule-window ${formatDurationMs(values.scheduleWindowMs)} must be whole minutes: schedules have no seconds`,
    );
  }
  if (values.jobTimeoutMs > 0 && values.jobTimeoutMs < 2 * values.workspaceJobTimeoutMs) {
    problems.push(
      `--job-timeout ${formatDurationMs(values.jobTimeoutMs)} is shorter than the start and the stop that it holds, ` +
        `each up to --workspace-job-timeout ${formatDurationMs(values.workspaceJobTimeoutMs)}`,
    );
  }
  const shortest = values.autostartDelayMs + values.autostartBuildTimeoutMs;
  if (values.timeoutMs > 0 && values.timeoutMs < shortest) {
    problems.push(
      `--timeout ${formatDurationMs(values.timeoutMs)} is shorter than --autostart-delay and ` +
        `--autostart-build-timeout together (${formatDurationMs(shortest)})`,
    );
  }
  const known = new Set(CHECK_NAMES);
  for (const name of values.skipPreflight) {
    if (!known.has(name)) problems.push(`--skip-preflight ${name}: must be one of ${CHECK_NAMES.join(', ')}`);
  }
  // CODER_URL and its like are set on many machines: only a flag contradicts --embedded.
  const wrong = values.embedded
    ? FLAGS_OF_A_REMOTE_DEPLOYMENT.filter((name) => given.get(name) === 'flag')
    : EMBEDDED_ONLY.filter((name) => given.get(name) === 'flag');
  for (const name of wrong) {
    problems.push(
      values.embedded
        ? `--${name} names another deployment and does not go with --embedded`
        : `--${name} describes the embedded deployment: add --embedded, or leave it out`,
    );
  }
  return problems;
}

async function chooseTarget(
  { values, given }: RunOptions,
  io: Io,
): Promise<{
  readonly target: Target | null;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}> {
  if (values.embedded) return embeddedChoice(values, io);
  const { url, token, problems, warnings } = await resolveSession(
    values,
    given.get('token'),
    io,
    '--embedded',
  );
  if (url === null || token === null) return { target: null, problems, warnings };
  const headers = Object.fromEntries(values.headers.map((header) => [header.name, header.value]));
  return {
    target: { kind: 'remote', url, token, headers, proxy: proxySettings(io.env) },
    problems,
    warnings,
  };
}

/** Its files are read with the other options, so that every problem is told at once. */
async function embeddedChoice(
  values: RunOptions['values'],
  io: Io,
): Promise<{ readonly target: Target | null; readonly problems: readonly string[]; readonly warnings: [] }> {
  try {
    const target = await embeddedTarget(values, io, EMBEDDED_DEFAULTS.timeScale);
    return { target, problems: [], warnings: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { target: null, problems: error.problems, warnings: [] };
  }
}
