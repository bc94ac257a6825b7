import { describe, expect, it } from 'vitest';
import { decodeJobs } from '../../src/codersdk/provisioners.js';
import { decodeBuildTimings } from '../../src/codersdk/timing-payloads.js';
import { decodeUpdate } from '../../src/codersdk/watch-all.js';
import { decodeWorkspace } from '../../src/codersdk/workspaces.js';
import { decoderOf } from './decoders.js';
import { exchanges, recordedBody } from './exchange-fixtures.js';

/** Exchanges whose answer the client does not read, and why. */
const NOT_READ: ReadonlyMap<string, string> = new Map([
  ['001-healthz', 'the client does not ask for liveness'],
  ['011-deployment-stats', 'no step of a run needs the deployment’s statistics'],
  ['015-organization-member-me', 'membership is not asked for'],
  ['025-templateversion-variables', 'template variables are the template author’s'],
  ['028-dry-run-create', 'dry runs are not used'],
  ['029-dry-run-matched-provisioners', 'dry runs are not used'],
  ['030-dry-run', 'dry runs are not used'],
  ['031-dry-run-resources', 'dry runs are not used'],
  ['032-dry-run-logs', 'dry runs are not used'],
  ['063-build-logs', 'logs are not read'],
  ['065-build-resources', 'resources stand in the build itself'],
  ['066-build-parameters', 'parameters of builds are not read'],
  ['067-build-logs-follow', 'logs are not followed'],
  ['073-autostart-no-timezone', 'the answer is empty'],
  ['075-autostart-set', 'the answer is empty'],
  ['077-autostart-clear', 'the answer is empty'],
  ['078-ttl-set', 'the answer is empty'],
  ['080-watch-sse', 'single workspaces are not watched'],
  ['082-watch-ws', 'single workspaces are not watched'],
  ['083-watch-all-client-sends', 'the client never sends; see watch-all.test.ts'],
  ['096-user-delete', 'the answer is a sentence for people'],
  ['097-user-deleted-again', 'the answer is a sentence for people'],
  ['107-build-logs-failed', 'logs are not read'],
  ['113-cancel-pending', 'the answer is a sentence for people'],
  ['121-job-reaped', 'a part of a list; see the test below'],
]);

const good = [...exchanges].filter(([, { response }]) => response.status < 400);

describe('payload schemas', () => {
  it.each(good.map(([name]) => name))('read the recorded answer %s', (name) => {
    const { request, response } = exchanges.get(name)!;
    const decode = decoderOf(request);
    if (name === '069-watch-all-stop') {
      for (const message of response.messages!) expect(decodeUpdate(message.data)).toBeDefined();
    } else if (NOT_READ.has(name)) {
      expect(NOT_READ.get(name)).not.toBe('');
    } else {
      expect(decode, `no decoder and no reason for ${request.method} ${request.path}`).toBeDefined();
      expect(decode!(response.body)).toBeDefined();
    }
  });

  it('leave no reason for an exchange that does not exist or is refused', () => {
    const names = new Set(good.map(([name]) => name));
    expect([...NOT_READ.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  it('read the whole of a workspace whose agent is ready', () => {
    const workspace = decodeWorkspace(recordedBody('100-workspace-agent-ready')) as ReturnType<
      typeof decodeWorkspace
    >;
    expect(workspace).toMatchObject({
      name: 'agentws',
      ownerName: 'admin',
      autostartSchedule: null,
      nextStartAt: null,
      dormantAt: null,
      ttlMs: null,
      templateAllowUserCancelWorkspaceJobs: false,
      latestBuild: {
        buildNumber: 1,
        transition: 'start',
        reason: 'initiator',
        status: 'running',
        job: {
          status: 'succeeded',
          startedAt: { text: '2026-11-23T22:32:55.304579Z' },
          completedAt: { text: '2026-11-23T22:32:55.331653Z' },
          canceledAt: null,
          error: null,
        },
        agents: [
          {
            name: 'main',
            status: 'connected',
            lifecycleState: 'ready',
            firstConnectedAt: { text: '2026-11-23T22:32:57.457405Z' },
            readyAt: { text: '2026-11-23T22:32:57.480418Z' },
          },
        ],
      },
    });
  });

  it('read a reaped job as failed, without a worker, ended where it started', () => {
    const { response } = exchanges.get('121-job-reaped')! as unknown as {
      response: { body_part: Record<string, unknown> };
    };
    const [job] = decodeJobs([response.body_part]);
    expect(job).toMatchObject({ status: 'failed', workerId: null, errorCode: null });
    expect(job?.startedAt).toEqual(job?.completedAt);
    expect(job?.error).not.toBe('');
  });

  it('read schedule and next start of a scheduled workspace', () => {
    const workspace = decodeWorkspace(recordedBody('119-workspace-scheduled-once'));
    expect(workspace.autostartSchedule).toMatch(/^CRON_TZ=UTC \d+ \d+ \* \* \d$/);
    expect(workspace.nextStartAt?.text).toMatch(/^2026-/);
  });

  it('read whose an agent is, and since when it is gone', () => {
    const { agents } = decodeWorkspace(recordedBody('102-workspace-agent-gone')).latestBuild;
    expect(agents).toMatchObject([
      {
        parentId: null,
        status: 'disconnected',
        lifecycleState: 'off',
        disconnectedAt: { text: '2026-11-23T22:33:22.417066Z' },
      },
    ]);
  });

  it('read the stages of a build, of which the recorded provisioner tells none', () => {
    expect(decodeBuildTimings(recordedBody('064-build-timings'))).toEqual({ provisioner: [] });
    expect(decodeBuildTimings(recordedBody('101-build-timings-agent'))).toEqual({ provisioner: [] });
    const init = {
      job_id: 'j',
      started_at: '2026-06-10T12:00:01Z',
      ended_at: '2026-06-10T12:00:03.5Z',
      stage: 'init',
      source: 'coder',
      action: 'terraform',
      resource: 'coder_stage_init',
    };
    expect(decodeBuildTimings({ provisioner_timings: [init] })).toMatchObject({
      provisioner: [
        {
          stage: 'init',
          resource: 'coder_stage_init',
          startedAt: { text: '2026-06-10T12:00:01Z' },
          endedAt: { text: '2026-06-10T12:00:03.5Z' },
        },
      ],
    });
    expect(decodeBuildTimings({ provisioner_timings: null })).toEqual({ provisioner: [] });
  });

  it('read the queue of a pending job', () => {
    const workspace = decodeWorkspace(recordedBody('110-workspace-pending-job'));
    expect(workspace.latestBuild.job).toMatchObject({ status: 'pending', startedAt: null, workerId: null });
    expect(workspace.latestBuild.job.queueSize).toBeGreaterThan(0);
  });

  it('read a canceled and a canceling job', () => {
    const canceled = decodeWorkspace(recordedBody('114-workspace-canceled-pending')).latestBuild.job;
    expect(canceled).toMatchObject({ status: 'canceled', startedAt: null });
    expect(canceled.canceledAt).not.toBeNull();
    const canceling = decodeWorkspace(recordedBody('115-workspace-canceling')).latestBuild.job;
    expect(canceling).toMatchObject({ status: 'canceling', completedAt: null });
  });
});
