import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccessLine, checkWork } from './access-log.js';
import { NINEAM, startDeployment, succeeded } from './deployment-process.js';
import { startMeasured, type Usage } from './measured-process.js';

/** A whole run of `nineam run` against a fresh deployment, both in processes of their own. */
export interface StormRun {
  readonly client: Usage;
  readonly server: Usage;
  readonly requests: readonly AccessLine[];
  /** From the first to the last request, on the deployment's clock. */
  readonly deploymentSeconds: number;
}

/** @throws Error unless every workspace was started by its schedule, and nothing of the run is left. */
export async function runStorm(
  workspaces: number,
  serveArgs: readonly string[],
  runArgs: readonly string[],
): Promise<StormRun> {
  const deployment = await startDeployment(serveArgs);
  const { url, token, template, folder } = deployment;
  const output = join(folder, 'report.json');
  const run = startMeasured(
    'run',
    NINEAM,
    [
      ...['run', '-c', String(workspaces), '-t', template.name, '--yes', '--no-progress'],
      ...['--output', `json:${output}`, ...runArgs],
    ],
    folder,
    { CODER_URL: url, CODER_SESSION_TOKEN: token, NINEAM_STATE_DIR: join(folder, 'state') },
  );
  const { usage: client } = succeeded('run', await run.ended);
  const report: {
    readonly successful_runs: number;
    readonly environment: {
      readonly started_at: string;
      readonly ended_at: string;
      readonly cleanup: { readonly status: string };
    };
  } = JSON.parse(await readFile(output, 'utf8'));
  const { started_at, ended_at, cleanup } = report.environment;
  if (report.successful_runs !== workspaces || cleanup.status !== 'complete') {
    throw new Error(`${report.successful_runs} of ${workspaces} were started, cleanup ${cleanup.status}`);
  }
  const { usage: server, requests } = await deployment.end();
  checkWork(requests, workspaces);
  const deploymentSeconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000;
  return { client, server, requests, deploymentSeconds };
}
