import { CoderApiError, type Workspace, type WorkspaceBuild } from '../../codersdk/index.js';
import type { Transition } from '../../storm/index.js';
import { createOnce, nullIfAbsent, type RunContext } from '../harness/index.js';
import { isActive, UnexpectedBuildError } from './build-end.js';
import type { BuildClient } from './workspace-client.js';

/** The workspace as far as its builds are addressed by it. */
export type BuildSubject = Pick<Workspace, 'id' | 'name' | 'ownerId'>;

/** What else a build may be asked to do. */
export interface CreateBuildOptions {
  /** Delete the workspace without destroying what it runs on; only with `delete`, only for template managers. */
  readonly orphan?: boolean;
}

/**
 * Creates the workspace's next build. Build numbers go up by one, so a build whose answer was lost is found by its
 * number.
 *
 * | the request meets | the build of the expected number | then |
 * |---|---|---|
 * | a build | | that is it |
 * | a lost answer or 409 | has the wanted transition | adopted |
 * | the same | has another transition | UnexpectedBuildError |
 * | 409 | is not there, and the latest build is active | UnexpectedBuildError |
 * | the same | is not there, and no build is active | again, up to five times |
 * | a lost answer | is not there | again, up to five times |
 *
 * The build may have a later number than expected: where a lost request was carried out after all, and its build ended
 * before the repeated one came.
 *
 * @param expectedNumber - One more than the number of the latest build.
 * @throws UnexpectedBuildError as said; whatever else refuses the build.
 */
export async function createBuild(
  client: BuildClient,
  workspace: BuildSubject,
  transition: Transition,
  expectedNumber: number,
  ctx: Pick<RunContext, 'signal' | 'realClock' | 'log'>,
  options: CreateBuildOptions = {},
): Promise<WorkspaceBuild> {
  const wanted = (build: WorkspaceBuild | null) => {
    if (build !== null && build.transition !== transition) {
      throw new UnexpectedBuildError(build);
    }
    return build;
  };
  return createOnce(ctx, {
    what: `${transition} build ${expectedNumber} of workspace ${workspace.name}`,
    create: (signal) => client.builds.create(workspace.id, { transition, ...options }, { signal }),
    find: async (signal, refusal) => {
      const found = await nullIfAbsent(
        client.builds.byNumber(workspace.ownerId, workspace.name, expectedNumber, { signal }),
      );
      if (found !== null || !(refusal instanceof CoderApiError) || refusal.status !== 409) {
        return wanted(found);
      }
      const { latestBuild } = await client.workspaces.get(workspace.id, { signal });
      if (latestBuild.buildNumber === expectedNumber) {
        return wanted(latestBuild);
      }
      if (isActive(latestBuild)) {
        throw new UnexpectedBuildError(latestBuild);
      }
      return null;
    },
  });
}
