import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Command } from 'commander';
import { firingJson } from '../../embedded/faults/index.js';
import type { AccessRecord, EmbeddedDeployment } from '../../embedded/index.js';
import { EXIT, type ExitCode, embeddedOptions } from '../../run/index.js';
import { BUILD_ROW_HEADER, ConfigError, formatBuildRow, messageOf } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';
import { embeddedTarget } from '../embedded-target.js';
import { faultHelp, faultReport } from '../fault-texts.js';
import { addFlags, parseOptions, serveFlags } from '../flags/index.js';
import { whenInterrupted } from '../interrupts.js';
import type { Io } from '../io.js';

const EXAMPLES = `
Examples:
  nineam serve --provisioners 50 --time-scale 60
  nineam serve --address 127.0.0.1:3000 --ready-file ready.json --export-builds builds.csv
`;

/** `nineam serve`: the embedded deployment on its own, until it is interrupted. */
export function serveCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('serve')
    .summary('run the embedded deployment on its own')
    .description('Serves a Coder-compatible deployment whose builds are modeled, until it is interrupted.')
    .option('--config <file>', 'JSON file with flags as keys')
    .addHelpText('after', () => `${EXAMPLES}${faultHelp()}`);
  addFlags(command, serveFlags);
  command.action(async () => {
    const { values, problems } = await parseOptions(serveFlags, command, io);
    if (problems.length > 0) throw new ConfigError(problems);
    const target = await embeddedTarget(values, io, 1);
    const place = (path: string): string => (isAbsolute(path) ? path : join(io.cwd, path));
    const accessLog = values.accessLog === null ? null : await openLog(place(values.accessLog), 'access-log');
    const faultLog = values.faultLog === null ? null : await openLog(place(values.faultLog), 'fault-log');
    const { startEmbedded } = await import('../../embedded/index.js');
    const deployment = await startEmbedded({
      ...embeddedOptions(target, io),
      address: values.address ?? '127.0.0.1:0',
      allowRemote: values.allowRemote,
      announceClock: !values.noAnnounceClock,
      faults: { seed: target.parameters.seed, rules: values.faults },
      clockOffsetMs: values.clockOffset,
      ...(accessLog === null ? {} : { accessLog: (record) => void accessLog.write(accessLine(record)) }),
      ...(faultLog === null
        ? {}
        : { faultLog: (firing) => void faultLog.write(`${JSON.stringify(firingJson(firing))}\n`) }),
    });
    try {
      if (values.readyFile !== null) await writeReadyFile(place(values.readyFile), deployment);
      greet(io, deployment, target.timeScale);
      await whenInterrupted(io);
    } finally {
      try {
        if (values.exportBuilds !== null) await exportBuilds(place(values.exportBuilds), deployment);
      } finally {
        await deployment.close();
        if (accessLog !== null) await closeLog(accessLog);
        if (faultLog !== null) await closeLog(faultLog);
      }
    }
    for (const line of faultReport(deployment)) io.stderr.write(`${line}\n`);
    done(EXIT.ok);
  });
}

function greet(io: Io, deployment: EmbeddedDeployment, timeScale: number): void {
  io.stdout.write(`listening on ${deployment.url}\n`);
  if (timeScale !== 1) io.stdout.write(`its clock runs ${timeScale} times as fast as real time\n`);
  if (!io.stdout.isTTY) return;
  const template = deployment.templates[0]?.name ?? '';
  io.stdout.write(
    `\n  export CODER_URL=${deployment.url}\n  export CODER_SESSION_TOKEN=${deployment.token}\n` +
      `  nineam run -c 100 -t ${template}\n\nCtrl-C ends it.\n`,
  );
}

/** What a program needs to use the deployment; only its owner may read it. */
async function writeReadyFile(path: string, deployment: EmbeddedDeployment): Promise<void> {
  const { url, token, organizationId, templates } = deployment;
  const text = `${JSON.stringify({ url, token, organization_id: organizationId, templates })}\n`;
  try {
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
  } catch (error) {
    throw new ConfigError([`--ready-file ${path}: ${messageOf(error)}`]);
  }
}

async function exportBuilds(path: string, deployment: EmbeddedDeployment): Promise<void> {
  const lines = [BUILD_ROW_HEADER, ...deployment.exportBuilds().map(formatBuildRow)];
  try {
    await writeFile(path, `${lines.join('\n')}\n`);
  } catch (error) {
    throw new ConfigError([`--export-builds ${path}: ${messageOf(error)}`]);
  }
}

async function openLog(path: string, flag: string): Promise<WriteStream> {
  const log = createWriteStream(path, { mode: 0o600 });
  try {
    await once(log, 'open');
  } catch (error) {
    throw new ConfigError([`--${flag} ${path}: ${messageOf(error)}`]);
  }
  return log;
}

async function closeLog(log: WriteStream): Promise<void> {
  log.end();
  await once(log, 'close');
}

function accessLine(record: AccessRecord): string {
  return `${JSON.stringify({
    at: formatInstantUs(Math.round(record.atMs * 1000)),
    method: record.method,
    route: record.route,
    path: record.path,
    status: record.status,
    duration_ms: Math.round(record.durationMs * 1000) / 1000,
    user: record.user,
  })}\n`;
}
