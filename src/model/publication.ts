import type { ModelBuild } from './build.js';

/**
 * What a deployment tells about itself, at `atUs` (Coder API contract, publication):
 *
 * | kind | heard by | when |
 * |---|---|---|
 * | `build_update` | watch-all | a build succeeded, failed, or was asked to be canceled: then once more at its end |
 * | `workspace_event` | the workspace's own watchers | a build was asked for, taken, ended, canceled; it was renamed, its deadline moved; an agent changed |
 * | `logs_ended` | followers of a build's log | it ended, by whatever means but the cancellation of a waiting job |
 * | `executor_run` | the server's metrics | the executor of a replica is through with the workspaces of one tick |
 *
 * No client is told of new workspaces, of what the executor does, of schedules, and but `logs_ended` nothing of what the
 * reaper does.
 */
export type Publication =
  | BuildUpdatePublication
  | { readonly kind: 'workspace_event'; readonly atUs: number; readonly workspace: number }
  | { readonly kind: 'logs_ended'; readonly atUs: number; readonly build: ModelBuild }
  | {
      readonly kind: 'executor_run';
      readonly atUs: number;
      /** When it was to begin; later ticks may have come to nothing since. */
      readonly tickUs: number;
    };

/** What watch-all is told about a build. */
export interface BuildUpdatePublication {
  readonly kind: 'build_update';
  readonly atUs: number;
  readonly build: ModelBuild;
  readonly status: 'succeeded' | 'failed' | 'canceled';
}
