import { describe, expect, it } from 'vitest';
import { nineam, type Served, serve, startNineam } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

const RUN = ['run', '-c', '20'];

function run(served: Served, more: readonly string[] = []) {
  return startNineam([...RUN, '-t', served.templateName, ...more], served.env);
}

describe('an interrupted run', () => {
  it('stops in the storm, reports, cleans up and exits with 130', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says(/storm, .* after/);
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.finished;
    expect(code, stderr).toBe(130);
    expect(stdout).toContain('Outcomes of all 20');
    expect(await alive(served), stderr).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('exits with 143 on SIGTERM', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says('setting up');
    running.signal('SIGTERM');
    expect((await running.finished).code).toBe(143);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('cleans up when its terminal is closed, however often it is told so, and exits with 143', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says('waiting for');
    running.signal('SIGHUP');
    await running.says('SIGTERM: stopping');
    running.signal('SIGHUP');
    expect((await running.finished).code).toBe(143);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('goes on cleaning up when the interrupt comes during cleanup', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says('cleaning up');
    running.signal('SIGINT');
    expect((await running.finished).code).toBe(130);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);

  it('leaves at once on a second interrupt, and prints the command that cleans up, which works', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says('waiting for');
    running.signal('SIGINT');
    await running.says('once more to leave at once');
    running.signal('SIGINT');
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    const command = /nineam (cleanup --url \S+ --run \S+)/.exec(stderr)?.[1]?.split(' ') ?? [];
    expect(command).not.toEqual([]);
    const cleaned = await nineam([...command, '--yes'], served.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);
});

describe('a killed run', () => {
  it('leaves a journal by which cleanup finds everything, schedules included', async () => {
    const served = await serve(QUICK);
    const running = run(served);
    await running.says('waiting for');
    running.signal('SIGKILL');
    await running.finished;
    const left = await alive(served);
    expect(left.users).toHaveLength(20);
    expect(left.workspaces).toHaveLength(20);
    expect(left.schedules).toHaveLength(20);
    const listed = await nineam(['cleanup', '--list'], served.env);
    expect(listed.stdout).toContain('20 users, 20 workspaces, 20 schedules are left');
    const runId = listed.stdout.split(' ')[0] ?? '';
    const refused = await nineam(['cleanup', '--run', runId], served.env);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--yes');
    const cleaned = await nineam(['cleanup', '--run', runId, '--yes'], served.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    const again = await nineam(['cleanup'], served.env);
    expect(again.stdout).toContain('nothing is left');
    await served.end();
  }, 120_000);
});

describe('--no-cleanup', () => {
  it('clears the schedules, keeps users and workspaces, and prints the command that removes them', async () => {
    const served = await serve(QUICK);
    const { code, stderr } = await run(served, ['--no-cleanup']).finished;
    expect(code, stderr).toBe(0);
    const left = await alive(served);
    expect(left.users).toHaveLength(20);
    expect(left.workspaces).toHaveLength(20);
    expect(left.schedules).toEqual([]);
    const command = /nineam (cleanup --url \S+ --run \S+)/.exec(stderr)?.[1]?.split(' ') ?? [];
    const cleaned = await nineam([...command, '--yes'], served.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 120_000);
});
