import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Served, serve, startNineam } from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

interface Report {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly runs: readonly {
    readonly outcome: string;
    readonly phase: string | null;
    readonly error: string | null;
  }[];
}

const NEVER_CONNECTS = ['--agent-connect', 'constant=10h'];
const WAITING = 'waiting for the agents of 10 workspaces';

async function start(more: readonly string[], deployment: readonly string[] = []) {
  const served = await serve([...QUICK, ...deployment]);
  const json = join(served.folder, 'out.json');
  const running = startNineam(['run', '-c', '10', '--output', `json:${json}`, ...more], served.env);
  const end = async (): Promise<{ code: number | null; report: Report; stderr: string }> => {
    const { code, stderr } = await running.finished;
    expect(await alive(served), stderr).toEqual(NOTHING);
    await served.end();
    return { code, stderr, report: JSON.parse(await readFile(json, 'utf8')) };
  };
  return { served, running, end };
}

/** Suspends the user who owns the first workspace, as an administrator does. */
async function suspendAnOwner({ url, token }: Served): Promise<string> {
  const headers = { 'Coder-Session-Token': token };
  const listed = (await (await fetch(`${url}/api/v2/workspaces?limit=1`, { headers })).json()) as {
    workspaces: { owner_name: string }[];
  };
  const owner = listed.workspaces[0]?.owner_name ?? '';
  const answer = await fetch(`${url}/api/v2/users/${owner}/status/suspend`, { method: 'PUT', headers });
  expect(answer.status).toBe(200);
  return owner;
}

describe('a run tells why a workspace did not become usable', () => {
  it('names the owner who was suspended before the minute', async () => {
    const { served, running, end } = await start(['-t', 'workspace', '--autostart-delay', '15m']);
    await running.says('waiting for');
    const owner = await suspendAnOwner(served);
    const { code, report, stderr } = await end();
    expect(code, stderr).toBe(4);
    expect(report.outcomes).toMatchObject({ started: 9, missed: 1 });
    expect(report.runs.find(({ outcome }) => outcome === 'missed')?.error).toMatch(
      new RegExp(`^never autostarted .owner_inactive.: the owner ${owner} is suspended`),
    );
  }, 120_000);

  it('says that it was interrupted while it waited for agents', async () => {
    const { running, end } = await start(['-t', 'workspace-with-agent'], NEVER_CONNECTS);
    await running.says(WAITING);
    running.signal('SIGINT');
    const { code, report, stderr } = await end();
    expect(code, stderr).toBe(130);
    expect(report.outcomes['interrupted'], stderr).toBe(10);
    for (const row of report.runs) expect(row.phase).toBe('agent');
  }, 120_000);

  it('stops waiting for agents when the time for the whole storm is over, and says so', async () => {
    const limits = ['--timeout', '40m', '--agent-timeout', '8h'];
    const { end } = await start(['-t', 'workspace-with-agent', ...limits], NEVER_CONNECTS);
    const { code, report, stderr } = await end();
    expect(code, stderr).toBe(4);
    expect(report.outcomes['interrupted'], JSON.stringify(report.outcomes)).toBe(10);
    for (const row of report.runs) expect(row.error).toMatch(/^--timeout passed .* in the agent phase/);
  }, 120_000);
});
