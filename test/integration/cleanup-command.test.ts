import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { nineam, type Served, serve, startNineam } from './support/processes.js';
import { type ProxiedRequest, proxyTo } from './support/proxy.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

function run(served: Served, more: readonly string[] = []) {
  return startNineam(['run', '-c', '5', '-t', served.templateName, ...more], served.env);
}

/** Leaves a run behind as a killed machine does, and says its id. */
async function killedRun(served: Served): Promise<string> {
  const running = run(served);
  await running.says('waiting for');
  running.signal('SIGKILL');
  await running.finished;
  const { stdout } = await nineam(['cleanup', '--list'], served.env);
  expect(stdout).toContain('5 users, 5 workspaces, 5 schedules are left');
  return stdout.split(' ')[0] ?? '';
}

/** The last command that was printed to clean up with. */
function printedCommand(stderr: string): readonly string[] {
  const lines = [...stderr.matchAll(/nineam (cleanup --url .*)$/gm)];
  return lines.at(-1)?.[1]?.trim().split(' ') ?? [];
}

/** Users that a run's journal says were asked for. */
async function intents(stateDir: string): Promise<number> {
  const [run = ''] = await readdir(join(stateDir, 'runs'));
  const events = await readFile(join(stateDir, 'runs', run, 'events.ndjson'), 'utf8');
  return events.split('user_intent').length - 1;
}

function isDelete({ method, path, body }: ProxiedRequest): boolean {
  return method === 'POST' && path.endsWith('/builds') && body.includes('"delete"');
}

describe('cleanup of a run', () => {
  it('is refused on another deployment, naming both, and still works on its own', async () => {
    const [own, other] = await Promise.all([serve(QUICK), serve(QUICK)]);
    const runId = await killedRun(own);
    const elsewhere = { ...own.env, CODER_URL: other.url, CODER_SESSION_TOKEN: other.token };
    const refused = await nineam(['cleanup', '--run', runId, '--yes'], elsewhere);
    expect(refused.code, refused.stderr).toBe(2);
    expect(refused.stderr).toContain(own.url);
    expect(refused.stderr).toContain(other.url);
    const unnamed = await nineam(['cleanup', '--yes'], elsewhere);
    expect(unnamed.stdout).toContain('nothing is left');
    expect((await alive(own)).workspaces).toHaveLength(5);
    // Not named: only a run whose journal is still open is found.
    const cleaned = await nineam(['cleanup', '--yes'], own.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(cleaned.stdout).toContain(`removed 5 workspaces and 5 users of ${runId}`);
    expect(await alive(own)).toEqual(NOTHING);
  }, 60_000);

  it('touches nothing while the run is still going', async () => {
    const served = await serve(QUICK);
    const running = run(served, ['--autostart-delay', '2h']);
    await running.says('waiting for');
    const { stdout } = await nineam(['cleanup', '--list'], served.env);
    const runId = stdout.split(' ')[0] ?? '';
    expect(stdout).toContain('5 schedules are left; it is still going');
    // Each looks for three seconds whether the run's process goes.
    const [refused, ...others] = await Promise.all(
      [['--run', 'last'], [], ['--scaletest']].map((which) =>
        nineam(['cleanup', '--yes', ...which], served.env),
      ),
    );
    expect(refused?.code, refused?.stderr).toBe(2);
    expect(refused?.stderr).toContain(`${runId} is still going`);
    for (const spared of others) {
      expect(spared.code, spared.stderr).toBe(0);
      expect(spared.stdout + spared.stderr).toMatch(new RegExp(`left alone: .*${runId} is still going`));
      expect(spared.stdout).toContain('nothing else is left to remove');
    }
    const left = await alive(served);
    expect(left.users).toHaveLength(5);
    expect(left.schedules).toHaveLength(5);
    running.signal('SIGINT');
    const { stderr } = await running.finished;
    expect(stderr).toContain('cleaned up: 5 schedules, 5 workspaces, 5 users');
  }, 60_000);
});

describe('two cleanups of a run at once', () => {
  it('are one: the second is refused while the first is at work, and names its process', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    const runId = await killedRun(proxy.served);
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    proxy.rule = async (request) => {
      if (isDelete(request)) await released;
      return undefined;
    };
    const first = startNineam(['cleanup', '--yes'], proxy.served.env);
    await first.says('cleaning up');
    const [second, byNames] = await Promise.all([
      nineam(['cleanup', '--run', runId, '--yes'], proxy.served.env),
      nineam(['cleanup', '--scaletest', '--yes'], proxy.served.env),
    ]);
    expect(second.code, second.stderr).toBe(2);
    expect(second.stderr).toContain(`process ${first.child.pid} is still at work`);
    expect(byNames.stdout).toContain('nothing else is left to remove');
    expect((await alive(proxy.served)).users).toHaveLength(5);
    letGo();
    expect((await first.finished).code).toBe(0);
    expect(await alive(proxy.served)).toEqual(NOTHING);
  }, 60_000);
});

describe('cleanup on a deployment that stumbles', () => {
  it('leaves nothing when each kind of its requests fails once', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    const kinds: Record<string, (request: ProxiedRequest) => boolean> = {
      users: ({ method, path }) => method === 'GET' && path.startsWith('/api/v2/users?q=name:nineam-'),
      workspaces: ({ method, path }) => method === 'GET' && path.startsWith('/api/v2/workspaces?'),
      schedule: ({ method, path, body }) =>
        method === 'PUT' && path.endsWith('/autostart') && body.includes('null'),
      delete: isDelete,
      user: ({ method, path }) => method === 'DELETE' && path.startsWith('/api/v2/users/'),
    };
    const refused: string[] = [];
    proxy.rule = (request) => {
      const kind = Object.keys(kinds).find((name) => kinds[name]?.(request));
      // Only cleanup asks for the users of the run: what came before was not its request.
      if (kind === undefined || refused.includes(kind) || (refused.length === 0 && kind !== 'users'))
        return undefined;
      refused.push(kind);
      return 500;
    };
    const { code, stderr } = await run(proxy.served).finished;
    expect(code, stderr).toBe(0);
    expect(refused.sort()).toEqual(Object.keys(kinds).sort());
    expect(await alive(proxy.served)).toEqual(NOTHING);
  }, 60_000);

  it('names what it could not delete, keeps the journal open, and exits with 6', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    const json = join(proxy.served.folder, 'out.json');
    let stuck: string | null = null;
    proxy.rule = (request) => {
      if (!isDelete(request)) return undefined;
      stuck ??= request.path;
      return request.path === stuck ? 403 : undefined;
    };
    const { code, stderr } = await run(proxy.served, ['--output', `json:${json}`]).finished;
    expect(code, stderr).toBe(6);
    const left = await alive(proxy.served);
    expect(left.users).toHaveLength(1);
    expect(left.workspaces).toHaveLength(1);
    expect(left.schedules).toEqual([]);
    const named = new RegExp(`left behind: workspace ${left.workspaces[0]} .*403.*The proxy says 403`);
    expect(stderr).toMatch(named);
    const report: { readonly environment: { readonly cleanup: unknown } } = JSON.parse(
      await readFile(json, 'utf8'),
    );
    expect(report.environment.cleanup).toEqual({ status: 'incomplete', workspaces_left: 1, users_left: 1 });

    const again = await nineam(['cleanup', '--yes'], proxy.served.env);
    expect(again.code).toBe(6);
    expect(again.stderr).toMatch(named);
    const listed = await nineam(['cleanup', '--list'], proxy.served.env);
    expect(listed.stdout).toContain('1 user, 1 workspace, 0 schedules are left');
    proxy.rule = () => undefined;
    const command = printedCommand(stderr);
    expect(command).not.toEqual([]);
    const cleaned = await nineam([...command, '--yes'], proxy.served.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(proxy.served)).toEqual(NOTHING);
  }, 60_000);
});

describe('an interrupt with requests in flight', () => {
  it('leaves no schedule with --no-cleanup, also none that is stored late', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    const running = run(proxy.served, ['--no-cleanup']);
    let listed: () => void = () => undefined;
    const afterListing = new Promise<void>((resolve) => {
      listed = resolve;
    });
    let late = 0;
    // Schedules are stored only after cleanup has listed the workspaces for the first time.
    proxy.rule = async ({ method, path, body }) => {
      if (late > 0 && method === 'GET' && path.startsWith('/api/v2/workspaces?')) setImmediate(listed);
      if (method !== 'PUT' || !path.endsWith('/autostart') || body.includes('null')) return undefined;
      late += 1;
      if (late === 1) running.signal('SIGINT');
      await afterListing;
      return undefined;
    };
    const { code, stderr } = await running.finished;
    expect(code, stderr).toBe(130);
    await proxy.idle();
    expect(late).toBeGreaterThan(0);
    const left = await alive(proxy.served);
    expect(left.workspaces).toHaveLength(5);
    expect(left.schedules, stderr).toEqual([]);
  }, 60_000);

  it('leaves nothing when the printed command runs at once after a second one', async () => {
    const proxy = await proxyTo(await serve(['--time-scale', '10']));
    const stateDir = join(proxy.served.folder, 'elsewhere');
    let held = 0;
    let heard: () => void = () => undefined;
    const allAsked = new Promise<void>((resolve) => {
      heard = resolve;
    });
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    proxy.rule = async ({ method, path }) => {
      if (method !== 'POST' || path !== '/api/v2/users') return undefined;
      held += 1;
      if (held === 5) heard();
      await released;
      return undefined;
    };
    // Requests that were held may be carried out for that long, and that long is waited for them.
    const timeout = ['--request-timeout', '10s'];
    const running = run(proxy.served, ['--state-dir', stateDir, ...timeout]);
    await allAsked;
    // The journal lags behind by up to 50 ms; a person does not press two keys in that time.
    await vi.waitFor(async () => expect(await intents(stateDir)).toBe(5), { interval: 10, timeout: 3_000 });
    running.signal('SIGINT');
    await running.says('once more to leave at once');
    running.signal('SIGINT');
    const { code, stderr } = await running.finished;
    expect(code, stderr).toBe(130);
    expect((await alive(proxy.served)).users).toEqual([]);
    const { NINEAM_STATE_DIR: _elsewhere, ...env } = proxy.served.env;
    const cleaning = startNineam([...printedCommand(stderr), '--yes', ...timeout], env);
    await cleaning.says('ended just now: waiting');
    letGo();
    const cleaned = await cleaning.finished;
    expect(cleaned.code, cleaned.stderr).toBe(0);
    await proxy.idle();
    expect(await alive(proxy.served), cleaned.stdout + cleaned.stderr).toEqual(NOTHING);
    expect(cleaned.stdout).toContain('5 users');
  }, 60_000);
});
