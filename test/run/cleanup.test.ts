import { describe, expect, it } from 'vitest';
import { type CleanupOptions, cleanUpRun, type Removed } from '../../src/run/cleanup.js';
import type { CleanupReport } from '../../src/run/cleanup-report.js';
import { type RunIdentity, userMark, userName } from '../../src/scaletest/names/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { FakeCoder, refusal } from './support/fake-coder.js';

const RUN: RunIdentity = { runId: '11111111-2222-4333-8444-555555555555', prefix: 'k3v9q0ab' };
const SCHEDULE = 'CRON_TZ=UTC 0 9 * * 1';
const NOTHING = { users: [], workspaces: [], schedules: [] };

/** A fake deployment and a cleanup of it that can be looked at. */
function cleaning(overrides: Partial<CleanupOptions> = {}) {
  const clock = new VirtualClock(Date.parse('2026-11-24T09:00:00Z'));
  const coder = new FakeCoder(clock);
  const removed: Removed[] = [];
  const options: CleanupOptions = {
    client: coder as never,
    run: RUN,
    organizationId: 'org',
    clock,
    realClock: clock,
    random: () => 0.5,
    updates: 'auto',
    concurrency: 10,
    jobTimeoutMs: null,
    schedulesOnly: false,
    settleMs: 0,
    progress: () => undefined,
    onRemoved: (one) => removed.push(one),
    ...overrides,
  };
  return {
    clock,
    coder,
    removed,
    /** Lets time pass until cleanup has ended, for two hours at most. */
    async clean(signal = new AbortController().signal): Promise<CleanupReport> {
      let ended = false;
      const report = cleanUpRun(options, signal).finally(() => {
        ended = true;
      });
      report.catch(() => undefined);
      for (let second = 0; second < 7_200 && !ended; second += 1) await clock.advanceAsync(1_000);
      if (!ended) throw new Error(`cleanup does not end:\n${coder.changes.join('\n')}`);
      return report;
    },
  };
}

/** Where the first and the last change of a kind stand in the order of all. */
function positions(changes: readonly string[], kind: RegExp) {
  const at = changes.flatMap((change, index) => (kind.test(change) ? [index] : []));
  return { count: at.length, first: at[0] ?? -1, last: at.at(-1) ?? -1 };
}

describe('cleanUpRun', () => {
  it('removes schedules, workspaces and users, tells each, and counts them', async () => {
    const { coder, clean, removed } = cleaning();
    for (let index = 0; index < 3; index += 1)
      coder.addWorkspace(coder.addUser(RUN, index), { schedule: SCHEDULE });
    coder.addUser(RUN, 12);
    expect(await clean()).toEqual({
      schedulesCleared: 3,
      workspacesDeleted: 3,
      usersDeleted: 4,
      leftovers: [],
      check: { users: 0, workspaces: 0, schedules: 0 },
    });
    expect(coder.left).toEqual(NOTHING);
    const told = removed.map(({ kind, id, index }) => `${kind} ${id} ${index}`);
    expect(told.slice(0, 3).sort()).toEqual(['schedule w-0 0', 'schedule w-1 1', 'schedule w-2 2']);
    expect(told).toContain('workspace w-2 2');
    expect(told).toContain('user u-12 12');
    expect(told).toHaveLength(10);
  });

  it('leaves what only looks as if it were ours', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0));
    const alice = coder.addUser(RUN, 1, { id: 'u-alice', username: 'alice', name: 'Alice' });
    coder.addWorkspace(alice, { id: 'w-alice', name: userName(RUN, 1), schedule: SCHEDULE });
    const twin = coder.addUser(RUN, 2, { name: `${userMark(RUN)}x` });
    coder.addWorkspace(twin, { schedule: SCHEDULE, status: 'pending' });
    await clean();
    expect(coder.left).toEqual({
      users: ['u-alice', 'u-2'],
      workspaces: ['w-alice', 'w-2'],
      schedules: ['w-alice', 'w-2'],
    });
    expect(coder.changes.filter((change) => /alice|-2/.test(change))).toEqual([]);
  });

  it('clears every schedule before it deletes anything', async () => {
    const { coder, clean } = cleaning();
    for (let index = 0; index < 30; index += 1)
      coder.addWorkspace(coder.addUser(RUN, index), index % 3 === 0 ? {} : { schedule: SCHEDULE });
    await clean();
    const cleared = positions(coder.changes, /^clear schedule/);
    expect(cleared.count).toBe(20);
    expect(cleared.last).toBeLessThan(positions(coder.changes, /^delete/).first);
  });

  it('cancels every pending start and stop before it queues the first delete', async () => {
    const { coder, clean } = cleaning({ concurrency: 2 });
    for (let index = 0; index < 30; index += 1) {
      const transition = index % 2 === 0 ? 'start' : 'stop';
      coder.addWorkspace(coder.addUser(RUN, index), index < 20 ? { transition, status: 'pending' } : {});
    }
    expect((await clean()).leftovers).toEqual([]);
    const canceled = positions(coder.changes, /^cancel build/);
    expect(canceled.count).toBe(20);
    expect(canceled.last).toBeLessThan(positions(coder.changes, /^delete/).first);
    expect(coder.left).toEqual(NOTHING);
  });

  it('waits for a running build instead of canceling it, and deletes afterwards', async () => {
    const { coder, clean, clock } = cleaning();
    const id = coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'start', status: 'running' });
    clock.schedule(clock.nowMs() + 90_000, () => {
      coder.endBuild(id);
      coder.changes.push('the start ends');
    });
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.changes).toEqual(['the start ends', 'delete workspace w-0', 'delete user u-0']);
    expect(coder.left).toEqual(NOTHING);
  });

  it('cancels a build that runs longer than a job may, and deletes only when it has really ended', async () => {
    const { coder, clean, clock } = cleaning({ jobTimeoutMs: 60_000 });
    const start = coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'start', status: 'running' });
    coder.afterCancel = (id) =>
      clock.schedule(clock.nowMs() + 600_000, () => {
        coder.endBuild(id, 'failed');
        coder.changes.push('the start ends');
      });
    const beganMs = clock.nowMs();
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.changes).toEqual([
      `cancel build ${start}-build-1`,
      'the start ends',
      'delete workspace w-0',
      'delete user u-0',
    ]);
    expect(clock.nowMs() - beganMs).toBeGreaterThan(660_000);
  });

  it('cancels what runs at once when that is asked for, but never a delete', async () => {
    const { coder, clean, clock } = cleaning({ cancelRunning: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'start', status: 'running' });
    const leaving = coder.addWorkspace(coder.addUser(RUN, 1), { transition: 'delete', status: 'running' });
    coder.afterCancel = (id) => clock.schedule(clock.nowMs() + 5_000, () => coder.endBuild(id, 'failed'));
    clock.schedule(clock.nowMs() + 20_000, () => coder.endBuild(leaving, 'failed'));
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.changes[0]).toBe('cancel build w-0-build-1');
    expect(positions(coder.changes, /^cancel/).count).toBe(1);
    expect(coder.left).toEqual(NOTHING);
  });

  it('goes on waiting for a running build that the deployment does not let it cancel', async () => {
    const { coder, clean, clock } = cleaning({ cancelRunning: true, jobTimeoutMs: 30_000 });
    const id = coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'start', status: 'running' });
    coder.beforeAnswer = (request) => {
      if (request.startsWith('cancel')) throw refusal(403);
    };
    clock.schedule(clock.nowMs() + 900_000, () => coder.endBuild(id));
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.left).toEqual(NOTHING);
  });

  it('gives up a build that neither ends nor is canceled, and says which', async () => {
    const { coder, clean } = cleaning({ jobTimeoutMs: 30_000 });
    coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'start', status: 'running' });
    coder.addWorkspace(coder.addUser(RUN, 1));
    const report = await clean();
    expect(report.leftovers.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['workspace w-0', 'user u-0']);
    expect(report.leftovers[0]?.reason).toContain('has not ended 15m0s after it was to be canceled');
    expect(coder.left).toEqual({ users: ['u-0'], workspaces: ['w-0'], schedules: [] });
  });

  it('deletes without destroying only when asked to orphan', async () => {
    const plain = cleaning();
    plain.coder.addWorkspace(plain.coder.addUser(RUN, 0));
    await plain.clean();
    expect(plain.coder.orphaned).toEqual([]);
    const orphaning = cleaning({ orphan: true });
    orphaning.coder.addWorkspace(orphaning.coder.addUser(RUN, 0));
    await orphaning.clean();
    expect(orphaning.coder.orphaned).toEqual(['w-0']);
  });

  it('cancels a delete that waits for a provisioner, to orphan its workspace at once, but none that runs', async () => {
    const { coder, clean, clock } = cleaning({ orphan: true, cancelRunning: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'delete', status: 'pending' });
    const running = coder.addWorkspace(coder.addUser(RUN, 1), { transition: 'delete', status: 'running' });
    clock.schedule(clock.nowMs() + 30_000, () => coder.endBuild(running, 'failed'));
    expect((await clean()).leftovers).toEqual([]);
    expect(positions(coder.changes, /^cancel build/).count).toBe(1);
    expect(coder.changes.slice(0, 2)).toEqual(['cancel build w-0-build-1', 'delete workspace w-0']);
    expect(coder.orphaned).toEqual(['w-0', 'w-1']);
    expect(coder.left).toEqual(NOTHING);
  });

  it('counts in its last listing what is left, schedules too', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    coder.addWorkspace(coder.addUser(RUN, 1));
    coder.beforeAnswer = (request) => {
      if (/^(clear schedule|delete workspace) w-0/.test(request)) throw refusal(403);
    };
    const { check, leftovers } = await clean();
    expect(check).toEqual({ users: 1, workspaces: 1, schedules: 1 });
    expect(leftovers.map(({ kind }) => kind)).toEqual(['schedule', 'workspace', 'user']);
  });

  it('waits for a delete that is pending instead of canceling it', async () => {
    const { coder, clean, clock } = cleaning();
    const id = coder.addWorkspace(coder.addUser(RUN, 0), { transition: 'delete', status: 'pending' });
    clock.schedule(clock.nowMs() + 30_000, () => coder.endBuild(id, 'failed'));
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.changes).toEqual(['delete workspace w-0', 'delete user u-0']);
  });

  it('lists a workspace whose delete job fails as left, with the error, and spares its user', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.addWorkspace(coder.addUser(RUN, 1));
    coder.deleteJob = (id) =>
      id === 'w-1' ? { takesMs: 500, error: 'terraform: state locked' } : { takesMs: 500 };
    const report = await clean();
    expect(report).toMatchObject({ workspacesDeleted: 1, usersDeleted: 1 });
    expect(report.leftovers.map(({ kind, id, name }) => `${kind} ${id} ${name}`)).toEqual([
      `workspace w-1 ${userName(RUN, 1)}`,
      `user u-1 ${userName(RUN, 1)}`,
    ]);
    expect(report.leftovers[0]?.reason).toContain('terraform: state locked');
    expect(coder.left).toEqual({ users: ['u-1'], workspaces: ['w-1'], schedules: [] });
    expect(coder.changes).not.toContain('delete user u-1');
  });

  it('tries a delete job that failed once again', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0));
    let jobs = 0;
    coder.deleteJob = () => {
      jobs += 1;
      return jobs === 1 ? { takesMs: 500, error: 'out of quota' } : { takesMs: 500 };
    };
    expect(await clean()).toMatchObject({ workspacesDeleted: 1, usersDeleted: 1, leftovers: [] });
    expect(coder.left).toEqual(NOTHING);
  });

  it('says that a delete job runs beyond its limit, and neither waits for it nor deletes the user', async () => {
    const { coder, clean } = cleaning({ jobTimeoutMs: 60_000 });
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.deleteJob = () => ({ takesMs: 24 * 3_600_000 });
    const report = await clean();
    expect(report.leftovers.map(({ kind }) => kind)).toEqual(['workspace', 'user']);
    expect(report.leftovers[0]?.reason).toContain('still running');
    expect(coder.changes).not.toContain('delete user u-0');
  });

  it.each([404, 410])('takes what answers %s for gone', async (status) => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    coder.addUser(RUN, 1);
    coder.addWorkspace(coder.addUser(RUN, 2));
    const toRefuse = new Set(['clear schedule w-0', 'delete workspace w-2', 'delete user u-1']);
    coder.beforeAnswer = (request) => {
      if (toRefuse.delete(request)) throw refusal(status);
    };
    expect((await clean()).leftovers).toEqual([]);
    expect(toRefuse.size).toBe(0);
    // A workspace is read again before it is believed to be gone; its user follows in the same pass.
    const tried = coder.changes.filter((change) => change.endsWith('-2'));
    expect(tried).toEqual(['delete workspace w-2', 'delete workspace w-2', 'delete user u-2']);
  });

  it('lists what the deployment refuses to remove, with its answer', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.addUser(RUN, 1);
    coder.beforeAnswer = (request) => {
      if (request === 'delete workspace w-0' || request === 'delete user u-1')
        throw refusal(403, 'You may not.');
    };
    const { leftovers } = await clean();
    const lines = leftovers.map(({ kind, id, reason }) => `${kind} ${id}: ${reason}`);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^workspace w-0: .*403.*You may not\./);
    expect(lines[1]).toMatch(/^user u-0: still owns/);
    expect(lines[2]).toMatch(/^user u-1: .*403.*You may not\./);
  });

  it('removes in a second pass what appeared during the first', async () => {
    const { coder, clean } = cleaning();
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.beforeAnswer = (request) => {
      if (request === 'delete user u-0') {
        coder.addWorkspace(coder.addUser(RUN, 1), { schedule: SCHEDULE });
      }
    };
    expect(await clean()).toMatchObject({
      schedulesCleared: 1,
      workspacesDeleted: 2,
      usersDeleted: 2,
      leftovers: [],
    });
    expect(coder.left).toEqual(NOTHING);
    expect(coder.changes.indexOf('clear schedule w-1')).toBeLessThan(
      coder.changes.indexOf('delete workspace w-1'),
    );
  });

  it('finds a workspace of ours under another name once its user cannot be deleted', async () => {
    const { coder, clean } = cleaning();
    const user = coder.addUser(RUN, 0);
    coder.addWorkspace(user, { id: 'w-renamed', name: 'renamed' });
    expect((await clean()).leftovers).toEqual([]);
    expect(coder.left).toEqual(NOTHING);
  });

  it('looks again after the settling time, also when nothing was there at first', async () => {
    const { coder, clean, clock } = cleaning({ settleMs: 30_000 });
    clock.schedule(clock.nowMs() + 29_000, () => coder.addWorkspace(coder.addUser(RUN, 0)));
    expect(await clean()).toMatchObject({ workspacesDeleted: 1, usersDeleted: 1 });
    expect(coder.left).toEqual(NOTHING);
  });

  it('deletes as many workspaces at once as it may', async () => {
    const { coder, clean } = cleaning({ concurrency: 3 });
    for (let index = 0; index < 12; index += 1) coder.addWorkspace(coder.addUser(RUN, index));
    let atOnce = 0;
    let most = 0;
    coder.deleteJob = () => ({ takesMs: 10_000 });
    coder.beforeAnswer = (request) => {
      if (request.startsWith('delete workspace')) atOnce += 1;
      if (request.startsWith('delete user')) atOnce -= 1;
      most = Math.max(most, atOnce);
    };
    await clean();
    expect(most).toBe(3);
    expect(coder.left).toEqual(NOTHING);
  });

  it('rejects with the reason when it is aborted, and asks for nothing afterwards', async () => {
    const { coder, clean, clock } = cleaning({ concurrency: 1 });
    for (let index = 0; index < 5; index += 1) coder.addWorkspace(coder.addUser(RUN, index));
    coder.deleteJob = () => ({ takesMs: 60_000 });
    const abort = new AbortController();
    clock.schedule(clock.nowMs() + 10_000, () => abort.abort(new Error('too long')));
    await expect(clean(abort.signal)).rejects.toThrow('too long');
    const asked = coder.changes.length + coder.readings.length;
    await clock.advanceAsync(600_000);
    expect(coder.changes.length + coder.readings.length).toBe(asked);
    expect(clock.nextTimerMs()).toBeUndefined();
  });
});

describe('cleanUpRun of 5,000 workspaces', () => {
  it('asks little: a schedule, a deletion and a user each, and listings that are shared', async () => {
    const { coder, clean } = cleaning({ concurrency: 500 });
    for (let index = 0; index < 5_000; index += 1)
      coder.addWorkspace(coder.addUser(RUN, index), { schedule: SCHEDULE });
    coder.deleteJob = () => ({ takesMs: 20_000 });
    expect(await clean()).toMatchObject({ workspacesDeleted: 5_000, usersDeleted: 5_000, leftovers: [] });
    const asked = coder.changes.length + coder.readings.length;
    process.stdout.write(
      `cleanup of 5,000 workspaces: ${coder.changes.length} changes, ${coder.readings.length} readings\n`,
    );
    expect(coder.changes).toHaveLength(15_000);
    expect(asked / 5_000).toBeLessThan(3.2);
  }, 60_000);
});

describe('cleanUpRun of schedules only', () => {
  it('clears the schedules and touches neither workspaces nor users', async () => {
    const { coder, clean } = cleaning({ schedulesOnly: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    coder.addWorkspace(coder.addUser(RUN, 1), { status: 'pending', transition: 'start' });
    expect(await clean()).toEqual({
      schedulesCleared: 1,
      workspacesDeleted: 0,
      usersDeleted: 0,
      leftovers: [],
      check: { users: 2, workspaces: 2, schedules: 0 },
    });
    expect(coder.changes).toEqual(['clear schedule w-0']);
  });

  it('lists again, and clears what was stored meanwhile', async () => {
    const { coder, clean } = cleaning({ schedulesOnly: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    const late = coder.addWorkspace(coder.addUser(RUN, 1));
    coder.beforeAnswer = (request) => {
      if (request === 'clear schedule w-0') coder.setSchedule(late, SCHEDULE);
    };
    expect(await clean()).toMatchObject({ schedulesCleared: 2, leftovers: [] });
    expect(coder.left.schedules).toEqual([]);
  });

  it('lists again after the settling time, although there was no schedule at first', async () => {
    const { coder, clean, clock } = cleaning({ schedulesOnly: true, settleMs: 30_000 });
    const late = coder.addWorkspace(coder.addUser(RUN, 0));
    clock.schedule(clock.nowMs() + 29_000, () => coder.setSchedule(late, SCHEDULE));
    expect(await clean()).toMatchObject({ schedulesCleared: 1, leftovers: [] });
    expect(coder.left.schedules).toEqual([]);
  });

  it('lists a schedule that it cannot clear as left', async () => {
    const { coder, clean } = cleaning({ schedulesOnly: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    coder.beforeAnswer = (request) => {
      if (request.startsWith('clear')) throw refusal(403, 'You may not.');
    };
    const { leftovers } = await clean();
    expect(leftovers).toHaveLength(1);
    expect(leftovers[0]).toMatchObject({ kind: 'schedule', id: 'w-0' });
    expect(leftovers[0]?.reason).toContain('You may not.');
  });

  it('does not list a schedule as left that it cleared at the second attempt', async () => {
    const { coder, clean } = cleaning({ schedulesOnly: true });
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: SCHEDULE });
    let refused = false;
    coder.beforeAnswer = (request) => {
      if (refused || !request.startsWith('clear')) return;
      refused = true;
      throw refusal(500);
    };
    expect(await clean()).toMatchObject({ schedulesCleared: 1, leftovers: [] });
  });
});
