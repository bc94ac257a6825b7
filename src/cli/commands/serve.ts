import { isAbsolute, join } from 'node:path';
import type { Command } from 'commander';
import { firingJson } from '../../embedded/faults/index.js';
import type {
  AccessRecord,
  EmbeddedDeployment,
  EmbeddedOptions,
  PopulationOptions,
} from '../../embedded/index.js';
import { EXIT, type ExitCode, embeddedOptions } from '../../run/index.js';
import { ConfigError, messageOf } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';
import { embeddedTarget } from '../embedded-target.js';
import { faultHelp, faultReport } from '../fault-texts.js';
import { addFlags, type FlagValues, parseOptions, serveFlags, startMsAt } from '../flags/index.js';
import { watchInterrupts } from '../interrupts.js';
import type { Io } from '../io.js';
import { greeting } from '../serve/greeting.js';
import { inFlags } from '../serve/option-flags.js';
import { exportBuilds, openLog, unwritableFiles, writeReadyFile } from '../serve/serve-files.js';
import { readStateFile, removeHalfState, writeStateFile } from '../serve/state-file.js';
import { stormSummary } from '../serve/storm-summary.js';

const EXAMPLES = `
Examples:
  npx nineam serve --provisioners 50 --time-scale 60
  npx nineam serve --seed-workspaces 2000 --seed-schedules \\
    --seed-time-zone UTC --start-at "monday 08:55" --time-scale 30
  npx nineam serve --import schedules.csv --state monday.json
  npx nineam serve --address 127.0.0.1:3000 --ready-file ready.json \\
    --export-builds builds.csv --prometheus-address 127.0.0.1:2112
`;

type Values = FlagValues<typeof serveFlags>;

/** `nineam serve`: the embedded deployment on its own, until it is interrupted. */
export function serveCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('serve')
    .summary('run the embedded deployment on its own')
    .description('Serves a Coder-compatible deployment whose builds are modeled, until it is interrupted.')
    .option('--config <file>', 'JSON file with flags as keys')
    .addHelpText('after', () => `${EXAMPLES}${faultHelp(io.stdout.columns ?? 100)}`);
  addFlags(command, serveFlags);
  command.action(async () => {
    const { given, values, problems } = await parseOptions(serveFlags, command, io);
    if (problems.length > 0) throw new ConfigError(problems);
    await serve(placed(values, io.cwd), given, io);
    done(EXIT.ok);
  });
}

/** @param given - Names of the flags that were given. */
async function serve(values: Values, given: ReadonlyMap<string, unknown>, io: Io): Promise<void> {
  const { exportBuilds: exportPath, readyFile, stateFile } = values;
  const unwritable = await unwritableFiles([
    { flag: 'ready-file', path: readyFile },
    { flag: 'export-builds', path: exportPath },
    { flag: 'state', path: stateFile },
  ]);
  if (unwritable.length > 0) throw new ConfigError(unwritable);
  const target = await embeddedTarget(values, io, 1);
  const saved = stateFile === null ? null : await readStateFile(stateFile);
  await tellAsides(values, { given, restored: saved !== null, population: target.population }, io);
  const accessLog = await openLog(values.accessLog, 'access-log');
  const faultLog = await openLog(values.faultLog, 'fault-log');
  const { startEmbedded } = await import('../../embedded/index.js');
  const deployment = await startEmbedded({
    ...embeddedOptions(target, io),
    ...serverOptions(values, io),
    faults: { seed: target.parameters.seed, rules: values.faults },
    ...(saved === null ? {} : { state: saved }),
    ...(accessLog === null ? {} : { accessLog: (record) => accessLog.write(accessLine(record)) }),
    ...(faultLog === null ? {} : { faultLog: (firing) => faultLog.write(firingJson(firing)) }),
  }).catch((error: unknown) => {
    throw inFlags(error, stateFile);
  });
  const unique = String(io.writer.pid);
  const listensMs = deployment.clock.nowMs();
  const unsaved = new Set([exportPath, stateFile].filter((path) => path !== null));
  let removeReadyFile = async (): Promise<void> => {};
  const leave = (): void => {
    if (stateFile !== null) removeHalfState(stateFile, unique);
  };
  // Before anybody is told that it listens, and may interrupt it for that.
  const watch = watchInterrupts(io, () => [...unsaved], leave);
  try {
    if (readyFile !== null) removeReadyFile = await writeReadyFile(readyFile, deployment);
    io.stdout.write(
      greeting(deployment, {
        timeScale: target.timeScale,
        clockSet: values.startAt !== null,
        remoteHost: deployment.isLoopback ? null : io.writer.host,
        state: stateFile === null ? null : { path: stateFile, restored: saved !== null },
        isTTY: io.stdout.isTTY,
      }),
    );
    await watch.interrupted;
    for (const line of stormSummary(deployment.exportBuilds(listensMs))) io.stdout.write(`${line}\n`);
  } finally {
    await allOf([
      () => removeReadyFile(),
      async () => {
        if (exportPath === null) return;
        await exportBuilds(exportPath, deployment);
        unsaved.delete(exportPath);
      },
      () => deployment.close(),
      async () => {
        if (stateFile === null) return;
        await writeStateFile(stateFile, () => deployment.saveState(), unique);
        unsaved.delete(stateFile);
      },
      async () => accessLog?.close(),
      async () => faultLog?.close(),
    ]).finally(watch.end);
  }
  tellFaults(deployment, io);
}

interface Occasion {
  /** Names of the flags that were given. */
  readonly given: ReadonlyMap<string, unknown>;
  /** Whether it goes on from a saved state. */
  readonly restored: boolean;
  readonly population: PopulationOptions | null;
}

/** What is to be known before it listens. */
async function tellAsides(values: Values, { given, restored, population }: Occasion, io: Io): Promise<void> {
  const { ignoredFlags, longBeginnings, unknownExperiments } = await import('../serve/asides.js');
  const lines = [
    ...unknownExperiments(values.experiments ?? []),
    ...(restored ? ignoredFlags(values.stateFile ?? '', given) : longBeginnings(population)),
  ];
  for (const line of lines) io.stderr.write(`nineam: ${line}\n`);
}

function serverOptions(values: Values, io: Io): Partial<EmbeddedOptions> {
  const { apiRateLimit, experiments, loginRateLimit, prometheusAddress, startAt } = values;
  return {
    address: values.address ?? '127.0.0.1:0',
    allowRemote: values.allowRemote,
    announceClock: !values.noAnnounceClock,
    clockOffsetMs: values.clockOffset,
    ...(startAt === null ? {} : { startMs: startMsAt(startAt, io.realClock.nowMs()) }),
    rateLimits: {
      ...(apiRateLimit === null ? {} : { api: limit(apiRateLimit) }),
      ...(loginRateLimit === null ? {} : { login: limit(loginRateLimit) }),
    },
    firstUser: !values.noFirstUser,
    passwordAuth: !values.disablePasswordAuth,
    allowWorkspaceRenames: values.allowWorkspaceRenames,
    ...(experiments === null ? {} : { experiments }),
    ...(prometheusAddress === null ? {} : { metricsAddress: prometheusAddress }),
    warn: (message) => io.stderr.write(`nineam: ${message}\n`),
  };
}

/** 0 stands for none on the command line, a negative number in the deployment. */
function limit(perMinute: number): number {
  return perMinute === 0 ? -1 : perMinute;
}

/** The flags with every file of theirs at its place. */
function placed(values: Values, cwd: string): Values {
  const place = (path: string | null): string | null =>
    path === null || isAbsolute(path) ? path : join(cwd, path);
  return {
    ...values,
    readyFile: place(values.readyFile),
    exportBuilds: place(values.exportBuilds),
    stateFile: place(values.stateFile),
    accessLog: place(values.accessLog),
    faultLog: place(values.faultLog),
  };
}

/** Takes every step, though one before it fails. @throws What failed, as one error. */
async function allOf(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 1) throw new ConfigError(failures.map(messageOf));
  if (failures.length > 0) throw failures[0];
}

function tellFaults(deployment: EmbeddedDeployment, io: Io): void {
  for (const line of faultReport(deployment)) io.stderr.write(`${line}\n`);
}

function accessLine(record: AccessRecord): Readonly<Record<string, unknown>> {
  return {
    at: formatInstantUs(Math.round(record.atMs * 1000)),
    method: record.method,
    route: record.route,
    path: record.path,
    status: record.status,
    duration_ms: Math.round(record.durationMs * 1000) / 1000,
    user: record.user,
  };
}
