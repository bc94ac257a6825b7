import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskJournals, listRuns } from '../../src/journal/index.js';
import { SystemClock } from '../../src/time/index.js';
import { fastDeployment, mainInProcess } from './support/in-process.js';
import { temporaryFolder } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

/** What the killed process may have asked for is waited for as long as a request may take. */
const HASTE = ['--request-timeout', '500ms'];

describe('a run that another process works on', () => {
  it('is listed, but not cleaned up until that process is gone', async () => {
    const deployment = await fastDeployment('locked');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const kept = await mainInProcess(
      ['run', '-c', '2', '-t', 'workspace', '--no-cleanup', '--no-progress'],
      deployment,
      folder,
    );
    expect(kept.code, kept.stderr).toBe(0);
    const [run] = await listRuns(join(folder, 'runs'));
    const runId = run?.head?.runId ?? '';
    const writer = { pid: 4_000_000, host: hostname(), start: 'elsewhen' };
    const held = await diskJournals.reopen({
      folder: run?.folder ?? '',
      realClock: new SystemClock(),
      writer,
      isAlive: () => false,
    });
    onTestFinished(() => held.close('open'));
    const listed = await mainInProcess(['cleanup', '--list', ...HASTE], deployment, folder);
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout).toContain('2 users, 2 workspaces');
    const refused = await mainInProcess(['cleanup', '--run', runId, '--yes', ...HASTE], deployment, folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`run ${runId} is still going: process 4000000 is still at work`);
    const cleaned = await mainInProcess(['cleanup', '--run', runId, '--yes', ...HASTE], deployment, folder, {
      isAlive: () => false,
    });
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 60_000);
});

describe('a state folder that takes no journal', () => {
  it('refuses the run with 2 before anything is created', async () => {
    const deployment = await fastDeployment('no-folder');
    onTestFinished(() => deployment.close());
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const { code, stderr } = await mainInProcess(['run', '-c', '2', '-t', 'workspace'], deployment, file);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain("cannot write the run's journal");
    expect(stderr).toContain('--state-dir');
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 30_000);
});
