import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, nineam, serve, temporaryFolder } from './support/processes.js';
import { QUICK } from './support/quick.js';

interface RunRow {
  readonly workspace_name: string;
  readonly outcome: string;
  readonly phase: string | null;
  readonly error: string | null;
  readonly scheduled_at: string;
  readonly job_completed_at: string;
  readonly agent_connected_at: string | null;
  readonly agent_ready_at: string | null;
  readonly usable_at: string | null;
  readonly trigger_ms: number;
  readonly queue_ms: number;
  readonly build_ms: number;
  readonly agent_ms: number | null;
  readonly startup_ms: number | null;
  readonly total_ms: number | null;
}

interface Report {
  readonly runs: readonly RunRow[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly phases: Readonly<Record<string, { readonly n: number; readonly p95_ms: number | null }>>;
  readonly stage_timings: {
    readonly clock: string;
    readonly timed: number;
    readonly stages: readonly { readonly stage: string; readonly n: number }[];
  } | null;
  readonly environment: { readonly how_obtained: Readonly<Record<string, string>> };
}

const WITH_AGENT = ['-t', 'workspace-with-agent'];

const us = (text: string): number => {
  const [, seconds = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
};

async function embedded(args: readonly string[]): Promise<{ run: Finished; report: Report }> {
  const folder = await temporaryFolder();
  const json = join(folder, 'out.json');
  const run = await nineam(
    ['run', '--embedded', ...QUICK, ...WITH_AGENT, ...args, '--output', `json:${json}`, '--output', 'text'],
    { NINEAM_STATE_DIR: join(folder, 'state') },
  );
  return { run, report: JSON.parse(await readFile(json, 'utf8')) };
}

describe('nineam run with agents', () => {
  it('finds every workspace ready, its phases adding up to the microsecond', async () => {
    const { run, report } = await embedded([
      '-c',
      '40',
      '--agent-connect',
      'p50=8s,p95=30s',
      '--agent-startup',
      'p50=20s,p95=40s',
    ]);
    expect(run.code, run.stderr).toBe(0);
    expect(report.outcomes['ready']).toBe(40);
    const sum = (row: RunRow) =>
      [row.trigger_ms, row.queue_ms, row.build_ms, row.agent_ms ?? 0, row.startup_ms ?? 0]
        .map((ms) => Math.round(ms * 1000))
        .reduce((total, part) => total + part, 0);
    for (const row of report.runs) {
      expect(sum(row)).toBe(Math.round((row.total_ms ?? 0) * 1000));
      expect(us(row.scheduled_at) + sum(row)).toBe(us(row.usable_at ?? ''));
      expect(row.usable_at).toBe(row.agent_ready_at);
      const agentUs = us(row.agent_connected_at ?? '') - us(row.job_completed_at);
      expect(Math.round((row.agent_ms ?? 0) * 1000)).toBe(agentUs);
    }
    expect([report.phases['agent']?.n, report.phases['startup']?.n]).toEqual([40, 40]);
    expect(report.stage_timings).toMatchObject({ clock: 'provisioner host', timed: 40 });
    expect(report.stage_timings?.stages.map(({ stage }) => stage)).toEqual([
      'init',
      'plan',
      'apply',
      'graph',
    ]);
    expect(run.stdout).toMatch(/^startup +40 /m);
    for (const figure of ['startup', 'stage_timings']) {
      expect(report.environment.how_obtained[figure]).toContain("not the server's");
    }
  }, 120_000);

  it('waits for the connection, or for no agent, where that is asked for', async () => {
    const connected = await embedded([
      '-c',
      '10',
      '--wait-for-agents',
      'connected',
      '--agent-startup',
      'constant=1h',
    ]);
    expect(connected.run.code, connected.run.stderr).toBe(0);
    expect(connected.report.outcomes['ready']).toBe(10);
    expect(connected.report.phases['startup']?.n).toBe(0);
    for (const row of connected.report.runs) expect(row.usable_at).toBe(row.agent_connected_at);
    const none = await embedded(['-c', '10', '--wait-for-agents', 'none', '--agent-connect', 'constant=1h']);
    expect(none.run.code, none.run.stderr).toBe(0);
    expect(none.report.outcomes['started']).toBe(10);
  }, 120_000);

  it('calls agents that never connect timed out in the agent phase, with exit code 4', async () => {
    const { run, report } = await embedded([
      '-c',
      '20',
      '--agent-connect',
      'constant=2h',
      '--agent-timeout',
      '3m',
    ]);
    expect(run.code, run.stderr).toBe(4);
    expect(report.outcomes['timed_out']).toBe(20);
    for (const row of report.runs) {
      expect(row).toMatchObject({ phase: 'agent', usable_at: null, agent_ms: null, total_ms: null });
      expect(row.error).toMatch(/^the agent had not connected .*agent main: never connected/);
    }
    expect(report.phases['total_of_all_due']).toMatchObject({ n: 20, p95_ms: null });
  }, 120_000);

  it('asks few requests for agents: none a workspace', async () => {
    const served = await serve([
      ...QUICK,
      '--agent-connect',
      'p50=30s,p95=60s',
      '--agent-startup',
      'constant=30s',
    ]);
    const run = await nineam(['run', '-c', '30', ...WITH_AGENT], served.env);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('ready 30');
    const { accessLog } = await served.end();
    const routes = accessLog.split('\n').map((line) => /"route":"([^"]*)"/.exec(line)?.[1]);
    const asked = (route: string) => routes.filter((one) => one === route).length;
    expect(asked('/api/v2/workspaces')).toBeLessThan(30);
    expect(asked('/api/v2/workspaces/{workspace}')).toBe(0);
    expect(asked('/api/v2/workspacebuilds/{workspacebuild}/timings')).toBe(30);
    expect(accessLog).not.toContain('agent-connection-watch');
  }, 120_000);
});
