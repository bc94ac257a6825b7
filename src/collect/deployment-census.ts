import type { Template, Workspace } from '../codersdk/index.js';
import type { ScheduledWorkspace, SkipReason } from '../plan/index.js';
import { messageOf } from '../storm/index.js';
import { parseSchedule, type Schedule, TimeZones } from '../time/index.js';

/** A deployment's schedules, and what could not be read of them. */
export interface DeploymentCensus {
  readonly census: readonly ScheduledWorkspace[];
  /** Each a whole sentence. */
  readonly notes: readonly string[];
}

/** Ten ticks of the executor. */
const PASSED_OVER_MS = 600_000;

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * The schedules of a deployment's workspaces as a census. A workspace that runs counts as one that will be stopped
 * before its next start. Whether its owner is active is not in the list of workspaces; but one whose next start is past by
 * ten minutes was passed over, mostly for that.
 *
 * @param nowMs - The deployment's clock.
 * @param templates - Those that the token may see; one that is missing is taken to forbid nothing.
 */
export function deploymentCensus(
  workspaces: readonly Workspace[],
  templates: readonly Template[],
  nowMs: number,
): DeploymentCensus {
  const byId = new Map(templates.map((template) => [template.id, template]));
  const schedules = new Map<string, Schedule | null>();
  const timeZones = new TimeZones();
  const notes: string[] = [];
  const scheduleOf = (text: string): Schedule | null => {
    const known = schedules.get(text);
    if (known !== undefined) return known;
    let schedule: Schedule | null = null;
    try {
      schedule = parseSchedule(text, timeZones);
    } catch (error) {
      notes.push(`The schedule ${JSON.stringify(text.slice(0, 80))} is not understood: ${messageOf(error)}.`);
    }
    schedules.set(text, schedule);
    return schedule;
  };
  const census = workspaces.map((workspace): ScheduledWorkspace => {
    const template = byId.get(workspace.templateId);
    const text = workspace.autostartSchedule;
    return {
      workspace: `${workspace.ownerName}/${workspace.name}`,
      template: workspace.templateName || null,
      schedule: text === null ? null : scheduleOf(text),
      skipped: skipReason(workspace, template, nowMs),
      allowedDays: template === undefined ? null : allowedDays(template),
    };
  });
  return { census, notes };
}

function skipReason(
  { dormantAt, latestBuild, nextStartAt }: Workspace,
  template: Template | undefined,
  nowMs: number,
): SkipReason | null {
  if (dormantAt !== null) return 'workspace_dormant';
  if (template?.allowUserAutostart === false) return 'template_forbids';
  if (latestBuild.job.status === 'failed') return 'last_build_failed';
  const isPast = nextStartAt !== null && nextStartAt.us < (nowMs - PASSED_OVER_MS) * 1_000;
  return isPast && latestBuild.transition === 'stop' ? 'passed_over' : null;
}

function allowedDays({ autostartDaysOfWeek }: Template): readonly boolean[] | null {
  const days = WEEKDAYS.map((day) => autostartDaysOfWeek.includes(day));
  return days.every(Boolean) ? null : days;
}
