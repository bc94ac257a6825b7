import { describe, expect, it } from 'vitest';
import { addBystander, portrait } from './support/bystanders.js';
import { nineam, type Running, type Served, serve, startNineam } from './support/processes.js';
import { proxyTo } from './support/proxy.js';
import { QUICK } from './support/quick.js';
import { type Alive, alive, NOTHING } from './support/raw-requests.js';

/** Leaves a run of five behind, as a killed machine does. */
async function killRun(served: Served): Promise<void> {
  const running = startNineam(['run', '-c', '5', '-t', served.templateName], served.env);
  await running.says('waiting for');
  running.signal('SIGKILL');
  await running.finished;
}

/** People whose names nearly are those of a load test; none of them is one by Coder's naming rules. */
async function addLookAlikes(served: Served): Promise<readonly string[]> {
  const people = [
    { username: 'scaletester-0', email: 'scaletester@example.com' },
    { username: 'my-scaletest-0', email: 'me@scaletest.local.example.com', workspace: 'not-scaletest-0' },
    { username: 'alice', email: 'scaletest-alice@example.com', name: 'scaletest-alice', workspace: 'dev' },
    // By the address a load test's, and spared for its workspace.
    { username: 'bob', email: 'bob@scaletest.local', workspace: 'dev' },
  ];
  const paths = [];
  for (const person of people) paths.push(...(await addBystander(served, person)));
  return paths;
}

/** Lists change their order while builds end. */
function sorted({ users, workspaces, schedules }: Alive): Alive {
  return { users: users.toSorted(), workspaces: workspaces.toSorted(), schedules: schedules.toSorted() };
}

/** Kills a process in the middle of its cleanup: when its n-th deletion arrives, before it is carried out. */
function killAtDelete(proxy: Awaited<ReturnType<typeof proxyTo>>, running: Running, n: number): void {
  let deletions = 0;
  proxy.rule = ({ method, path, body }) => {
    if (method !== 'POST' || !path.endsWith('/builds') || !body.includes('"delete"')) return undefined;
    deletions += 1;
    if (deletions === n) running.signal('SIGKILL');
    return undefined;
  };
}

describe('cleanup --scaletest', () => {
  it('removes what bears the names of a load test, after a dry run, and leaves look-alikes as they are', async () => {
    const served = await serve(QUICK);
    const paths = await addLookAlikes(served);
    const before = await portrait(served, paths);
    const bystanders = sorted(await alive(served));
    await killRun(served);

    const unasked = await nineam(['cleanup', '--scaletest'], served.env);
    expect(unasked.code, 'only journaled runs are left').toBe(2);
    expect(unasked.stderr).toContain('add --yes');
    await addBystander(served, { username: 'scaletest-abcd-0' });
    const marked = { username: 'scaletest-abcd-1', name: 'nineam-00000000-0000-4000-8000-000000000000' };
    await addBystander(served, marked);
    const all = sorted(await alive(served));

    const dry = await nineam(['cleanup', '--scaletest'], served.env);
    expect(dry.code, dry.stderr).toBe(0);
    expect(dry.stdout).toMatch(/^[-\da-f]{36} .* 5 users, 5 workspaces$/m);
    expect(dry.stdout).toMatch(/^workspace {2}scaletest-abcd-0\/scaletest-abcd-0 .*CRON_TZ=UTC 0 3/m);
    expect(dry.stdout).toMatch(/^user {2}scaletest-abcd-1 .*journaled on another machine/m);
    expect(dry.stdout).toMatch(/^left alone: user bob .*owns workspace dev/m);
    expect(dry.stdout).toContain('7 users, 7 workspaces, 7 schedules; no journal on this machine knows 2 of');
    expect(dry.stdout).toContain('dry run: nothing was removed');
    expect(sorted(await alive(served))).toEqual(all);

    const cleaned = await nineam(['cleanup', '--scaletest', '--yes'], served.env);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(cleaned.stdout).toContain('check: listed again, 0 users, 0 workspaces and 0 schedules');
    expect(await portrait(served, paths)).toEqual(before);
    expect(sorted(await alive(served))).toEqual(bystanders);
  }, 120_000);
});

describe.each([[[]], [['--scaletest']]])('cleanup %s that is killed half-way', (which) => {
  it('ends with nothing left when it is started again', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    await killRun(proxy.served);
    const args = ['cleanup', '--yes', '--cleanup-concurrency', '2', ...which];
    const first = startNineam(args, proxy.served.env);
    killAtDelete(proxy, first, 3);
    expect((await first.finished).code).toBeNull();
    await proxy.idle();
    const half = await alive(proxy.served);
    expect(half.schedules).toEqual([]);
    expect(half.users.length).toBeGreaterThan(2);
    const again = await nineam(args, proxy.served.env);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain('check: listed again, 0 users, 0 workspaces and 0 schedules');
    expect(await alive(proxy.served)).toEqual(NOTHING);
  }, 60_000);
});
