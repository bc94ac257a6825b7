import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import { messageOf } from '../../storm/index.js';
import { sleep } from '../../time/index.js';
import type { Cleanable, RunContext, Runnable } from '../harness/index.js';
import { generatedWorkspaceName } from '../names/index.js';
import { isActive, requireSuccess } from './build-end.js';
import type { WorkspaceBuildConfig, WorkspaceIntent } from './config.js';
import { createBuild } from './create-build.js';
import { createWorkspace, findWorkspace } from './create-workspace.js';
import { type DeleteWorkspaceOptions, deleteWorkspace } from './delete-workspace.js';
import { pollingWait, type WaitForBuild, waitForAgents } from './wait-for-build.js';
import type { WorkspaceClient } from './workspace-client.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What a workspace runner works with. */
export interface WorkspaceBuildRunnerOptions {
  /** Acts for the owner of the workspace, or for an administrator. */
  readonly client: WorkspaceClient;
  readonly config: WorkspaceBuildConfig;
  /** A fresh text of a few lowercase letters and digits, for a name that the config leaves open. */
  readonly randomName: () => string;
  /** Waits for the first build; by default by polling, without a limit but the run's signal. */
  readonly wait?: WaitForBuild;
  /** How cleanup deletes the workspace. */
  readonly deletion?: DeleteWorkspaceOptions;
  /** Called, and waited for, before the first request that creates the workspace. */
  readonly onCreate?: (intent: WorkspaceIntent) => void | Promise<void>;
}

type State =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'asked'; readonly intent: WorkspaceIntent }
  | { readonly kind: 'created'; readonly workspaceId: string };

/**
 * Creates one workspace and waits until it can be used; deletes it again.
 *
 * | state | entered when | a retry | cleanup |
 * |---|---|---|---|
 * | `nothing` | constructed; the workspace was removed | | does nothing |
 * | `asked` | before the first request | creates it | looks for it by name, and deletes it if it is ours |
 * | `created` | the workspace is known to exist and to be ours | starts it again, unless it runs or is starting | deletes it |
 */
export class WorkspaceBuildRunner implements Runnable, Cleanable {
  readonly #options: WorkspaceBuildRunnerOptions;
  #state: State = { kind: 'nothing' };

  constructor(options: WorkspaceBuildRunnerOptions) {
    this.#options = options;
  }

  async run(ctx: RunContext): Promise<void> {
    await this.runReturningWorkspace(ctx);
  }

  /**
   * Creates the workspace and waits as configured. Its `latestBuild` is as last read.
   * @throws What the last attempt met: BuildFailedError, WorkspaceTakenError, or a refusal. Cleanup is due all the same.
   */
  async runReturningWorkspace(ctx: RunContext): Promise<Workspace> {
    const { config, randomName, onCreate } = this.#options;
    const { userId, templateId, retry = 0 } = config;
    const intent = { userId, templateId, name: config.name ?? generatedWorkspaceName(randomName(), ctx.id) };
    await onCreate?.(intent);
    ctx.signal.throwIfAborted();
    this.#state = { kind: 'asked', intent };
    for (let retries = 0; ; retries += 1) {
      try {
        return await this.#createAndWait(intent.name, ctx);
      } catch (failure) {
        ctx.signal.throwIfAborted();
        if (retries >= retry) {
          throw failure;
        }
        ctx.log.write(`${messageOf(failure)}; retry ${retries + 1} of ${retry}`);
      }
      await sleep(ctx.realClock, Math.min(FIRST_PAUSE_MS * 2 ** retries, LONGEST_PAUSE_MS), ctx.signal);
    }
  }

  /**
   * Deletes the workspace, if this runner created one, and waits until it is gone.
   * @throws What {@link deleteWorkspace} throws.
   */
  async cleanup(ctx: RunContext): Promise<void> {
    const workspaceId = await this.#createdWorkspaceId(ctx);
    if (workspaceId !== null) {
      await deleteWorkspace(this.#options.client, workspaceId, ctx, this.#options.deletion);
    }
    this.#state = { kind: 'nothing' };
  }

  async #createAndWait(name: string, ctx: RunContext): Promise<Workspace> {
    const { client, config } = this.#options;
    const { noWaitForBuild = false, noWaitForAgents = false } = config;
    const workspace =
      this.#state.kind === 'created'
        ? await this.#startAgain(this.#state.workspaceId, ctx)
        : await createWorkspace(client, { ...config, name }, ctx);
    this.#state = { kind: 'created', workspaceId: workspace.id };
    ctx.log.write(`workspace ${workspace.ownerName}/${workspace.name} created as ${workspace.id}`);
    if (noWaitForBuild) {
      return workspace;
    }
    const wait = this.#options.wait ?? pollingWait(client, ctx);
    const built = requireSuccess(await wait(workspace.latestBuild, ctx.signal));
    const latestBuild = noWaitForAgents ? built : await waitForAgents(client, built, ctx, ctx.signal);
    return { ...workspace, latestBuild };
  }

  async #startAgain(workspaceId: string, ctx: RunContext): Promise<Workspace> {
    const { client } = this.#options;
    const workspace = await client.workspaces.get(workspaceId, { signal: ctx.signal });
    const { latestBuild } = workspace;
    if (isStartedOrStarting(latestBuild)) {
      return workspace;
    }
    const next = await createBuild(client, workspace, 'start', latestBuild.buildNumber + 1, ctx);
    return { ...workspace, latestBuild: next };
  }

  async #createdWorkspaceId(ctx: RunContext): Promise<string | null> {
    switch (this.#state.kind) {
      case 'nothing':
        return null;
      case 'created':
        return this.#state.workspaceId;
      case 'asked': {
        const found = await findWorkspace(this.#options.client, this.#state.intent, ctx.signal);
        return found?.isOurs ? found.workspace.id : null;
      }
      default:
        return this.#state satisfies never;
    }
  }
}

function isStartedOrStarting(build: WorkspaceBuild): boolean {
  return build.transition === 'start' && (isActive(build) || build.job.status === 'succeeded');
}
