import { nullIfGone } from '../../codersdk/index.js';
import type { CreateUserRunner } from '../createusers/index.js';
import type { RunContext } from '../harness/index.js';
import type { DeleteWorkspaceOptions, WorkspaceIntent } from '../workspacebuild/index.js';
import { deleteWorkspace, findWorkspace } from '../workspacebuild/index.js';
import type { AutostartClient } from './runner-options.js';

type WorkspaceState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'asked'; readonly intent: WorkspaceIntent }
  | { readonly kind: 'created'; readonly workspaceId: string };

/**
 * What one runner has to remove again. Each fact is noted before the request that makes it true.
 *
 * | workspace | noted when | removal |
 * |---|---|---|
 * | `nothing` | constructed; removed | does nothing |
 * | `asked` | before the first request | looks for it by owner and name, and removes it if it is ours |
 * | `created` | its id is known | clears the schedule if one may be stored, then deletes it |
 */
export class Leftovers {
  #user: CreateUserRunner<AutostartClient> | null = null;
  #workspace: WorkspaceState = { kind: 'nothing' };
  #scheduleMayBeStored = false;

  noteUser(user: CreateUserRunner<AutostartClient>): void {
    this.#user = user;
  }

  noteWorkspaceIntent(intent: WorkspaceIntent): void {
    this.#workspace = { kind: 'asked', intent };
  }

  noteWorkspace(workspaceId: string): void {
    this.#workspace = { kind: 'created', workspaceId };
  }

  noteSchedule(): void {
    this.#scheduleMayBeStored = true;
  }

  /**
   * Removes the schedule, the workspace, then the user. Safe to call again after a failure.
   * @param client - Carries an owner's token.
   * @throws What deleting the workspace or the user meets; the user stays as long as the workspace does.
   */
  async remove(client: AutostartClient, ctx: RunContext, deletion?: DeleteWorkspaceOptions): Promise<void> {
    const workspaceId = await this.#workspaceId(client, ctx.signal);
    if (workspaceId !== null) {
      if (this.#scheduleMayBeStored) await clearSchedule(client, workspaceId, ctx.signal);
      this.#scheduleMayBeStored = false;
      await deleteWorkspace(client, workspaceId, ctx, deletion);
    }
    this.#workspace = { kind: 'nothing' };
    await this.#user?.cleanup(ctx);
  }

  async #workspaceId(client: AutostartClient, signal: AbortSignal): Promise<string | null> {
    switch (this.#workspace.kind) {
      case 'nothing':
        return null;
      case 'created':
        return this.#workspace.workspaceId;
      case 'asked': {
        const found = await findWorkspace(client, this.#workspace.intent, signal);
        return found?.isOurs ? found.workspace.id : null;
      }
      default:
        return this.#workspace satisfies never;
    }
  }
}

/** A workspace that is gone has no schedule to clear. */
async function clearSchedule(
  client: AutostartClient,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  await nullIfGone(client.workspaces.setAutostart(workspaceId, null, { signal }));
}
