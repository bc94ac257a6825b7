import type { JournalRecord } from '../journal/index.js';
import type { Removed } from './cleanup.js';

/** A removal in the words of the journal. */
export function removalRecord({ kind, id, index }: Removed): JournalRecord {
  switch (kind) {
    case 'schedule':
      return { type: 'schedule_cleared', index, workspaceId: id };
    case 'workspace':
      return { type: 'workspace_deleted', index, workspaceId: id };
    case 'user':
      return { type: 'user_deleted', index, userId: id };
    default:
      return kind satisfies never;
  }
}
