import { counted } from '../../storm/index.js';
import { headline } from '../headline.js';
import type { Report } from '../report.js';
import type { ReportEnvironment } from '../report-environment.js';
import { plainLine } from '../words.js';
import type { SavedRunIdentity } from './saved-run.js';

/** A run as lists name it: enough of its id to name it by, and when it began. */
export function runLabel({ runId, createdAt }: SavedRunIdentity): string {
  return `${shortRunId(runId)} of ${minuteText(createdAt)}`;
}

/** As much of a run's id as tells it from the others of one machine. */
export function shortRunId(runId: string): string {
  return plainLine(runId).slice(0, 8);
}

/** Where a run was, on what: text of a server that can do nothing. */
export function placeText({ urlHost, serverVersion, template, embedded }: ReportEnvironment): string {
  const version = serverVersion === null ? 'version unknown' : `Coder ${serverVersion}`;
  return plainLine(`${urlHost} (${version}${embedded === null ? '' : ', embedded'}), template ${template}`);
}

/** A finished run in a list of them: what it was, and what came of it. */
export function describeSavedRun(identity: SavedRunIdentity, report: Report): readonly string[] {
  const { environment, results } = report;
  return [
    `${shortRunId(identity.runId)}  ${minuteText(identity.createdAt)}  ${placeText(environment)}, ${counted(environment.count, 'workspace')} asked for`,
    ...headline(results).map((line) => `${' '.repeat(10)}${line}`),
  ];
}

/** `2026-11-23 09:29 UTC`. */
export function minuteText(createdAt: string): string {
  return `${plainLine(createdAt).slice(0, 16).replace('T', ' ')} UTC`;
}
