import { parseFaultRule } from '../../../src/embedded/faults/index.js';
import type { Alive } from '../../integration/support/raw-requests.js';
import { alive } from '../../integration/support/raw-requests.js';
import { type RunInProcess, runInProcess, startSteady } from './run-in-process.js';

/** What became of a storm on a deployment that fails a share of all requests. */
export interface LargeStorm extends RunInProcess {
  readonly left: Alive;
  /** Requests that failed. */
  readonly fired: number;
}

const MINUTE_MS = 60_000;

/** Runs a storm while one request in twenty fails: half of them without effect, half after it. */
export async function stormWithFailures(workspaceCount: number): Promise<LargeStorm> {
  const rules = ['server-error:rate=0.025,status=503', 'server-error:rate=0.025,when=after,status=500'];
  const deployment = await startSteady(
    { start: 20, stop: 5, delete: 5 },
    {
      timeScale: 60,
      provisioners: 500,
      faults: { seed: 'one in twenty', rules: rules.map(parseFaultRule) },
    },
  );
  try {
    const run = await runInProcess(
      deployment,
      {
        workspaceCount,
        autostartDelayMs: 5 * MINUTE_MS,
        workspaceJobTimeoutMs: 60 * MINUTE_MS,
        autostartBuildTimeoutMs: 90 * MINUTE_MS,
      },
      600_000,
    );
    const fired = deployment.faultsFired.server_error;
    for (const id of [1, 2]) deployment.endFault(id);
    return { ...run, fired, left: await alive(deployment) };
  } finally {
    await deployment.close();
  }
}
