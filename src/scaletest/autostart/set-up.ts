import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import { TimeoutError } from '../../storm/index.js';
import { formatDurationMs, withDeadline } from '../../time/index.js';
import type { UserSession } from '../createusers/index.js';
import { CreateUserRunner } from '../createusers/index.js';
import type { RunContext } from '../harness/index.js';
import { generatedWorkspaceName } from '../names/index.js';
import {
  createBuild,
  createWorkspace,
  describeBuild,
  isActive,
  requireSuccess,
  UnexpectedBuildError,
} from '../workspacebuild/index.js';
import type { BuildHints } from './build-hints.js';
import { mayPass, readOrNull, waitForBuildEnd } from './build-wait.js';
import type { Leftovers } from './leftovers.js';
import type { AutostartClient, AutostartRunnerOptions } from './runner-options.js';
import type { StepProgress } from './step-progress.js';
import type { Uncounted } from './work-limit.js';

/** What set-up works with. */
export interface SetUp {
  readonly options: AutostartRunnerOptions;
  /** Carries an owner's token, and counts requests as set-up does. */
  readonly client: AutostartClient;
  readonly ctx: RunContext;
  /** Waits for a turn without that time counting as set-up's. */
  readonly uncounted: Uncounted;
  readonly hints: BuildHints;
  readonly progress: StepProgress;
  readonly leftovers: Leftovers;
  /** Told as soon as the workspace is known to exist, so that a later failure can name it. */
  readonly onWorkspace: (workspace: Workspace) => void;
}

/** A workspace that is ready to be scheduled. */
export interface StoppedWorkspace {
  readonly workspace: Workspace;
  /** Acts for the workspace's owner. */
  readonly client: AutostartClient;
  /** Its stop build, the latest as far as we were answered. */
  readonly stop: WorkspaceBuild;
}

/** A build of set-up took longer than it may. Never leaves this file. */
class BuildOverdue extends Error {}

/**
 * Creates the user and the workspace, waits for its first start, stops it and waits for that.
 * @throws What any step meets; the step is the one that `progress` began last.
 */
export async function setUpStoppedWorkspace(setUp: SetUp): Promise<StoppedWorkspace> {
  const { ctx, progress, onWorkspace } = setUp;
  progress.begin('user');
  const session = await createUser(setUp);
  const client = session.client;

  progress.begin('workspace');
  const workspace = await withBuildPermit(setUp, async () => {
    const created = await createFirstBuild(setUp, session);
    onWorkspace(created);
    if (created.latestBuild.transition === 'delete') throw new UnexpectedBuildError(created.latestBuild);
    if (created.latestBuild.transition === 'start') {
      progress.begin('start');
      await awaitSuccess(setUp, client, created.latestBuild);
    }
    return created;
  });

  progress.begin('stop');
  const stop = await withBuildPermit(setUp, async () => {
    const { latestBuild } = workspace;
    const build =
      latestBuild.transition === 'stop'
        ? latestBuild
        : await createBuild(client, workspace, 'stop', latestBuild.buildNumber + 1, ctx);
    await awaitSuccess(setUp, client, build);
    return build;
  });
  // Its number need not be one more than the start's: one whose answer was lost may have been carried out before it.
  return { workspace, client, stop };
}

async function createUser(setUp: SetUp): Promise<UserSession<AutostartClient>> {
  const { options, client, ctx, leftovers } = setUp;
  const { config, randomPassword, randomName, onIntent, onCreated, adopted, index = 0 } = options;
  const runner = new CreateUserRunner<AutostartClient>({
    client,
    config: config.user,
    randomPassword,
    randomName,
    ...(adopted?.kind === 'made' ? { existing: adopted.user } : {}),
    onCreate: async ({ username }) => onIntent?.({ type: 'user_intent', index, username }),
  });
  leftovers.noteUser(runner);
  const session = await runner.runReturningUser(ctx);
  const { id: userId, username } = session.user;
  await onCreated?.({ type: 'user_created', index, userId, username });
  return session;
}

async function createFirstBuild(setUp: SetUp, session: UserSession<AutostartClient>): Promise<Workspace> {
  const { options, ctx, hints, leftovers } = setUp;
  const { onIntent, onCreated, index = 0 } = options;
  const { name = generatedWorkspaceName(options.randomName(), ctx.id), ...rest } = options.config.workspace;
  const config = { ...rest, name, userId: session.user.id };
  await onIntent?.({ type: 'workspace_intent', index, ownerId: config.userId, workspaceName: name });
  ctx.signal.throwIfAborted();
  leftovers.noteWorkspaceIntent(config);
  const existing = options.adopted?.kind === 'made' ? options.adopted.workspace : null;
  const workspace = existing ?? (await createWorkspace(session.client, config, ctx));
  leftovers.noteWorkspace(workspace.id);
  hints.bind(workspace.id);
  await onCreated?.({ type: 'workspace_created', index, workspaceId: workspace.id, workspaceName: name });
  return workspace;
}

/** Holds a place among the builds in flight, from before the build is created until it has ended. */
async function withBuildPermit<T>(setUp: SetUp, work: () => Promise<T>): Promise<T> {
  const { options, ctx, uncounted } = setUp;
  const release = await uncounted(async () => options.setupBuilds?.acquire(ctx.signal));
  try {
    return await work();
  } finally {
    release?.();
  }
}

/**
 * Waits until a build has succeeded. The limit counts from now, when its creation is known, on the deployment's clock;
 * it includes waiting in the queue.
 * @throws BuildFailedError, TimeoutError, or what reading the build meets.
 */
async function awaitSuccess(setUp: SetUp, client: AutostartClient, build: WorkspaceBuild): Promise<void> {
  const { options, ctx, hints } = setUp;
  if (!isActive(build)) {
    requireSuccess(build);
    return;
  }
  const { workspaceId, workspaceName, buildNumber, transition } = build;
  const limitMs = options.config.workspaceJobTimeoutMs;
  const read = (signal: AbortSignal) => client.builds.get(build.id, { signal });
  const awaited = {
    buildNumber,
    hints,
    read: (signal: AbortSignal) => readOrNull(describeBuild(build), signal, ctx, () => read(signal), mayPass),
  };
  const release = options.expectations?.add({ workspaceName, workspaceId, buildNumber, transition });
  try {
    const ended = await withDeadline(
      ctx.clock,
      limitMs,
      ctx.signal,
      () => new BuildOverdue(),
      (signal) => waitForBuildEnd(awaited, { ...ctx, random: options.random }, signal),
    );
    if (ended !== null) requireSuccess(ended);
  } catch (error) {
    if (!(error instanceof BuildOverdue)) throw error;
    const last = await awaited.read(ctx.signal);
    if (last === null || isActive(last)) throw overdue(build, last, limitMs);
    requireSuccess(last);
  } finally {
    release?.();
  }
}

/** The message says where the time went: more provisioners help against waiting, not against running. */
function overdue(build: WorkspaceBuild, last: WorkspaceBuild | null, limitMs: number): TimeoutError {
  const after = `${formatDurationMs(limitMs)} after it was created`;
  if (last === null) {
    return new TimeoutError(
      `${describeBuild(build)} was not seen to end ${after}`,
      build.transition,
      limitMs,
    );
  }
  return last.job.status === 'pending'
    ? new TimeoutError(
        `${describeBuild(build)} was still queued, waiting for a provisioner, ${after}`,
        build.transition,
        limitMs,
        'set up fewer workspaces at once, add provisioners, or raise --workspace-job-timeout',
      )
    : new TimeoutError(
        `${describeBuild(build)} was still ${last.job.status} ${after}`,
        build.transition,
        limitMs,
        'raise --workspace-job-timeout, or look at the build log on the deployment',
      );
}
