import type { PreflightFinding } from '../../storm/index.js';
import { warningText } from '../announce.js';
import type { FoundProgress } from './find-progress.js';
import type { ResumedRun } from './resumed-run.js';

/** What resuming a run will do, before it does: lines for a person. */
export function announceResumed(
  { head }: ResumedRun,
  { kind, adopted }: FoundProgress,
  warnings: readonly PreflightFinding[],
): readonly string[] {
  const workspaces = [...adopted.values()].filter(({ workspace }) => workspace !== null).length;
  return [
    `resuming run ${head.runId} of ${head.createdAt}: ${head.count} workspaces of template ${head.templateName} on ${head.url}`,
    kind === 'setup'
      ? `${adopted.size} of its users and ${workspaces} of its workspaces are there and are taken over; set-up goes on, with a new minute`
      : `the minute of its ${workspaces} scheduled workspaces is near or over: their starts are followed to the end and reported`,
    ...warnings.map(warningText),
  ];
}
