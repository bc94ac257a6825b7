import type { OutcomeKind, RunStage } from '../storm/index.js';

/** What a run can say about itself in its journal. A closed list on purpose: free text could carry a secret. */
export const NOTICE_CODES = [
  'interrupted',
  'schedule_lengthened',
  'feed_fell_back_to_poll',
  'feed_lost',
  'clocks_disagree',
  'output_failed',
  'cleanup_failed',
  'cleanup_skipped',
  'reopened',
  'resumed',
  'at_work',
] as const;
export type NoticeCode = (typeof NOTICE_CODES)[number];

/** `clean`: nothing of the run is left on the deployment. `open`: something is, or may be. */
export type ClosingStatus = 'clean' | 'open';

/**
 * One fact about a run. Ids and names only: there is no field in which a token, a password or a parameter value could
 * stand, and the writer leaves out whatever else an object carries.
 *
 * What the records of one index say about a resource, the last one deciding:
 *
 * | record | user | workspace | its schedule |
 * |---|---|---|---|
 * | `user_intent` | may exist | | |
 * | `user_created` | exists | | |
 * | `workspace_intent` | exists | may exist | |
 * | `workspace_created` | exists | exists | none |
 * | `schedule_intent` | exists | exists | may be stored |
 * | `schedule_cleared` | exists | exists | none |
 * | `workspace_deleted` | exists | gone | gone with it |
 * | `user_deleted` | gone | gone | |
 *
 * An intent is written before its request. It need not be on disk when the request leaves: the head finds the same
 * resources by name. `stage`, `outcome` and `notice` tell how far the run came; `closed` is the last record of
 * whoever wrote (the run, later perhaps a cleanup).
 */
export type JournalRecord =
  | { readonly type: 'user_intent'; readonly index: number; readonly username: string }
  | {
      readonly type: 'user_created';
      readonly index: number;
      readonly userId: string;
      readonly username: string;
    }
  | {
      readonly type: 'workspace_intent';
      readonly index: number;
      readonly ownerId: string;
      readonly workspaceName: string;
    }
  | {
      readonly type: 'workspace_created';
      readonly index: number;
      readonly workspaceId: string;
      readonly workspaceName: string;
    }
  | {
      readonly type: 'schedule_intent';
      readonly index: number;
      readonly workspaceId: string;
      readonly schedule: string;
    }
  | { readonly type: 'schedule_cleared'; readonly index: number; readonly workspaceId: string }
  | { readonly type: 'workspace_deleted'; readonly index: number; readonly workspaceId: string }
  | { readonly type: 'user_deleted'; readonly index: number; readonly userId: string }
  | { readonly type: 'stage'; readonly stage: RunStage }
  | { readonly type: 'outcome'; readonly index: number; readonly kind: OutcomeKind }
  | { readonly type: 'notice'; readonly code: NoticeCode }
  | { readonly type: 'closed'; readonly status: ClosingStatus };
