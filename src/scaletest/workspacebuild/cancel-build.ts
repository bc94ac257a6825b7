import { CoderApiError, ConnectionError, type WorkspaceBuild } from '../../codersdk/index.js';
import { messageOf } from '../../storm/index.js';
import { isLostAnswer, type RunContext } from '../harness/index.js';
import { describeBuild } from './build-end.js';
import type { WorkspaceRemovalClient } from './workspace-client.js';

/**
 * Asks the deployment to cancel a build that is pending or running; a delete only while it is pending, and only if that
 * was asked for: it has destroyed nothing yet. Whether it was accepted: a pending build has then ended, a running one
 * ends later, and usually as failed (Coder API contract, cancel).
 * @param status - In which state it is canceled; in no other.
 * @param pendingDeletes - Cancel a pending delete too. Default: no.
 */
export async function cancelBuild(
  client: Pick<WorkspaceRemovalClient, 'builds'>,
  build: WorkspaceBuild,
  status: 'pending' | 'running',
  ctx: Pick<RunContext, 'signal' | 'log'>,
  pendingDeletes = false,
): Promise<boolean> {
  if (build.transition === 'delete' && !(pendingDeletes && status === 'pending')) return false;
  try {
    await client.builds.cancel(build.id, { expectStatus: status, signal: ctx.signal });
    ctx.log.write(`${describeBuild(build)}: canceled while ${status}`);
    return true;
  } catch (failure) {
    ctx.signal.throwIfAborted();
    // Refusals here: 403 and 500 not allowed, 412 not in that state any more, 400 ended or canceled already. Its end is
    // near or must be waited for; a lost answer shows in the record.
    if (!(failure instanceof CoderApiError || failure instanceof ConnectionError || isLostAnswer(failure)))
      throw failure;
    ctx.log.write(`${describeBuild(build)} not canceled: ${messageOf(failure)}; waiting for its end`);
    return false;
  }
}
