import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, serve } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

describe('a storm of 2,000 workspaces on 400 provisioners', () => {
  it('starts them all, asks for little, and leaves nothing behind', async () => {
    const served = await serve(['--provisioners', '400', '--time-scale', '60']);
    const json = join(served.folder, 'out.json');
    const run = await nineam(
      ['run', '-c', '2000', '-t', served.templateName, '--output', `json:${json}`],
      served.env,
    );
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).not.toMatch(/unhandled|MaxListeners/i);
    expect(await alive(served)).toEqual(NOTHING);
    const report: { readonly total_runs: number; readonly outcomes: Readonly<Record<string, number>> } =
      JSON.parse(await readFile(json, 'utf8'));
    expect(report.total_runs).toBe(2_000);
    expect(report.outcomes['started']).toBe(2_000);
    const { accessLog } = await served.end();
    const requests = accessLog
      .trimEnd()
      .split('\n')
      .map((line): { readonly method: string; readonly path: string; readonly status: number } =>
        JSON.parse(line),
      );
    const perWorkspace = requests.filter((request) => request.method !== 'GET').length / 2_000;
    // User, login, workspace, stop, schedule; and to clean up: schedule, delete, user. Twenty updates learn the rate.
    expect(perWorkspace).toBeGreaterThanOrEqual(8);
    expect(perWorkspace).toBeLessThan(8.05);
    // One for every hundred workspaces to observe the storm, the rest to check beforehand and to clean up.
    const reads = requests.filter((request) => request.method === 'GET');
    const timings = reads.filter((request) => request.path.endsWith('/timings'));
    expect(reads.length - timings.length).toBeLessThan(80);
    // A sample of builds is asked for their stages, once.
    expect(timings.length).toBeLessThanOrEqual(50);
    // Only the edition with licences has entitlements: whether it has is asked before the run.
    expect(requests.filter((request) => request.status >= 400).map(({ path }) => path)).toEqual([
      '/api/v2/entitlements',
    ]);
  }, 240_000);
});
