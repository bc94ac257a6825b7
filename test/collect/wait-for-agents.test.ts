import { describe, expect, it } from 'vitest';
import type { Workspace, WorkspaceAgent } from '../../src/codersdk/index.js';
import { decodeWorkspace } from '../../src/codersdk/workspaces.js';
import {
  agentsState,
  type WaitForAgentsOptions,
  type WorkspaceRecord,
  waitForAgents,
} from '../../src/collect/index.js';
import { instantFromUs, VirtualClock } from '../../src/time/index.js';
import { recordedBody } from '../codersdk/exchange-fixtures.js';
import { drive } from '../scaletest/autostart/drive.js';

const RECORDED = decodeWorkspace(recordedBody('100-workspace-agent-ready'));
const END_MS = (RECORDED.latestBuild.job.completedAt?.us ?? 0) / 1000;
const LIMIT_MS = 300_000;

/** When the agent of a workspace connects and is ready, from the end of its build; never by default. */
interface Story {
  readonly connectsMs?: number;
  readonly readyMs?: number;
  readonly startError?: boolean;
}

/** Workspaces of one agent each, all built at the same time; counts what is asked. */
class Fleet {
  readonly clock = new VirtualClock(END_MS);
  readonly rows: number[] = [];
  readonly warnings: string[] = [];
  readonly stop = new AbortController();
  counts = 0;
  fail: () => boolean = () => false;
  /** Changes what a row shows. */
  alter: (record: WorkspaceRecord) => WorkspaceRecord = (record) => record;
  readonly #stories: readonly Story[];

  constructor(stories: readonly Story[]) {
    this.#stories = stories;
  }

  records(): Map<string, WorkspaceRecord> {
    return new Map(this.#stories.map((story, at) => [`w-${at}`, this.#record(story)]));
  }

  async wait(options: Partial<WaitForAgentsOptions> = {}): Promise<ReadonlyMap<string, WorkspaceRecord>> {
    const waiting = waitForAgents(this.records(), {
      waitFor: 'ready',
      timeoutMs: LIMIT_MS,
      readAtMs: this.clock.nowMs(),
      clock: this.clock,
      realClock: this.clock,
      signal: this.stop.signal,
      read: async (ids) => {
        this.rows.push(ids.length);
        if (this.fail()) throw new Error('no answer');
        const all = this.records();
        return new Map(ids.map((id) => [id, this.alter(all.get(id)!)]));
      },
      countUnconnected: async () => {
        this.counts += 1;
        const afterMs = this.#afterMs();
        return this.#stories.filter(({ connectsMs }) => !(connectsMs !== undefined && connectsMs <= afterMs))
          .length;
      },
      warn: (message) => this.warnings.push(message),
      ...options,
    });
    return drive(this.clock, waiting);
  }

  #afterMs(): number {
    return this.clock.nowMs() - END_MS;
  }

  #record({ connectsMs, readyMs, startError = false }: Story): WorkspaceRecord {
    const past = (ms: number | undefined) =>
      ms !== undefined && ms <= this.#afterMs() ? instantFromUs(Math.round((END_MS + ms) * 1000)) : null;
    const [firstConnectedAt, readyAt] = [past(connectsMs), past(readyMs)];
    const lifecycleState = readyAt === null ? 'starting' : startError ? 'start_error' : 'ready';
    const agent: WorkspaceAgent = {
      ...RECORDED.latestBuild.agents[0]!,
      firstConnectedAt,
      readyAt,
      status: firstConnectedAt === null ? 'connecting' : 'connected',
      lifecycleState: firstConnectedAt === null ? 'created' : lifecycleState,
    };
    const build = { ...RECORDED.latestBuild, agents: [agent] };
    const workspace: Workspace = { ...RECORDED, latestBuild: build };
    return { workspace, build };
  }
}

const kinds = (records: ReadonlyMap<string, WorkspaceRecord>) =>
  [...records.values()].map(({ build }) => build && agentsState(build, 'ready').kind);

describe('waitForAgents', () => {
  it('asks nothing when all are ready, or none is waited for', async () => {
    const fleet = new Fleet([{ connectsMs: 0, readyMs: 0 }]);
    await fleet.wait();
    await new Fleet([{}]).wait({ waitFor: 'none' });
    expect([fleet.rows, fleet.counts]).toEqual([[], 0]);
  });

  it('reads until the last agent is ready, those that are no more', async () => {
    const fleet = new Fleet([
      { connectsMs: 1_000, readyMs: 2_000 },
      { connectsMs: 3_000, readyMs: 12_000 },
    ]);
    expect(kinds(await fleet.wait())).toEqual(['usable', 'usable']);
    expect(fleet.rows).toEqual([2, 1, 1]);
  });

  it('gives up each build when its own limit has passed, and says when it was last read', async () => {
    const fleet = new Fleet([{ connectsMs: 1_000 }, {}]);
    const records = await fleet.wait();
    expect(kinds(records)).toEqual(['waiting', 'waiting']);
    for (const { agentsReadAtMs } of records.values()) {
      expect(agentsReadAtMs).toBeGreaterThanOrEqual(END_MS + LIMIT_MS);
      expect(agentsReadAtMs).toBeLessThan(END_MS + LIMIT_MS + 1_000);
    }
    expect(fleet.rows.length).toBeLessThan(20);
  });

  it('stops at the end of the storm', async () => {
    const fleet = new Fleet([{}]);
    const records = await fleet.wait({ untilMs: END_MS + 20_000 });
    expect(records.get('w-0')?.agentsReadAtMs).toBe(END_MS + 20_000);
  });

  it('counts while many connect, and reads rows when the count stands still', async () => {
    const slow = Array.from({ length: 400 }, (_, at) => ({ connectsMs: at * 100, readyMs: 41_000 }));
    const fleet = new Fleet(slow);
    expect(kinds(await fleet.wait()).every((kind) => kind === 'usable')).toBe(true);
    expect(fleet.counts).toBeGreaterThan(5);
    expect(fleet.rows.length).toBeLessThanOrEqual(3);
  });

  it('does not wait for an agent that failed, nor for one whose build was overtaken', async () => {
    const failed = new Fleet([{ connectsMs: 1_000, readyMs: 2_000, startError: true }]);
    expect(kinds(await failed.wait())).toEqual(['failed']);
    const overtaken = new Fleet([{ connectsMs: 1_000 }]);
    overtaken.alter = ({ workspace, build }) => ({
      workspace: { ...workspace!, latestBuild: { ...build!, buildNumber: 2, transition: 'stop' } },
      build: { ...build!, agents: [] },
    });
    const records = await overtaken.wait();
    expect(kinds(records)).toEqual(['waiting']);
    expect(records.get('w-0')?.workspace?.latestBuild.buildNumber).toBe(2);
    expect([failed.rows, overtaken.rows]).toEqual([[1], [1]]);
  });

  it('keeps the build of a workspace that is gone', async () => {
    const fleet = new Fleet([{}]);
    fleet.alter = () => ({ workspace: null, build: null });
    const record = (await fleet.wait()).get('w-0');
    expect(record).toMatchObject({ workspace: null, build: { buildNumber: 1 } });
  });

  it('goes on when a reading fails, and gives up when they fail beyond the limit', async () => {
    const fleet = new Fleet([{ connectsMs: 1_000, readyMs: 2_000 }]);
    fleet.fail = () => fleet.rows.length < 3;
    expect(kinds(await fleet.wait())).toEqual(['usable']);
    expect(fleet.warnings).toEqual(Array(2).fill('the agents could not be read: no answer'));
    const dead = new Fleet([{ connectsMs: 1_000, readyMs: 2_000 }]);
    dead.fail = () => true;
    expect(kinds(await dead.wait())).toEqual(['waiting']);
  });

  it('reads once more when it is asked to stop', async () => {
    const fleet = new Fleet([{ connectsMs: 1_000, readyMs: 2_000 }, {}]);
    fleet.clock.schedule(END_MS + 3_000, () => fleet.stop.abort(new Error('enough')));
    expect(kinds(await fleet.wait())).toEqual(['usable', 'waiting']);
    expect(fleet.clock.nowMs()).toBe(END_MS + 3_000);
    expect(fleet.rows).toEqual([2]);
  });
});
