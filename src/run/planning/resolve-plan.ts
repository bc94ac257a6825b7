import {
  type StormModelParameters,
  stormModelParameters,
  type TaggedProvisioners,
} from '../../model/index.js';
import {
  type Calibration,
  mixedBackground,
  mixedQueue,
  type PlanInputs,
  planInputs,
  type TemplateCalibration,
} from '../../plan/index.js';
import type { PlanBasis } from '../../report/index.js';
import { ConfigError } from '../../storm/index.js';
import { localDateText } from '../../time/index.js';
import { firstDueByDay, type NamedGroup, planDays } from './due-groups.js';
import { heldBackNotes } from './held-back-notes.js';
import { type InputLine, lineOf } from './input-line.js';
import { buildLines, buildParameters, historyLines, tagWords, USUAL_WAIT, waitLine } from './input-lines.js';
import { permittedGroups, unrunnableProblems, uselessProblems } from './permitted-groups.js';
import {
  ASKED,
  type Asked,
  type PlanSources,
  type ProvisionersSetting,
  type WhoIsDue,
} from './plan-request.js';
import { PlanTemplates } from './plan-templates.js';
import { askedHours, provisionersText, provisionerTimeline, withAsked } from './provisioner-timeline.js';
import { provisionersInUse } from './provisioners-in-use.js';
import type { PlannedBasis } from './question-lines.js';
import type { ReadSources } from './read-sources.js';
import { morningsLine, othersLine, provisionersLine, windowLine } from './setting-lines.js';
import { whoIsDue, workingDayAfter } from './who-is-due.js';

/** A plan that is ready to be computed, with what it was made from. */
export interface ResolvedPlan {
  /** With 1 in the place of the number that is asked for, where one is. */
  readonly inputs: PlanInputs;
  readonly basis: PlannedBasis;
  /** In the order of `inputs.groups`. */
  readonly groups: readonly NamedGroup[];
  /** The plan with a number in the place of the one that is asked for. */
  readonly withProvisioners: (inputs: PlanInputs, count: number) => PlanInputs;
  /** Its provisioners in words, with that number. */
  readonly provisionersText: (count: number) => string;
  /** For how long of a morning those are there that are asked for, in hours; `null`: it does not say. */
  readonly askedHours: number | null;
  /** The first minute at which anybody is due, milliseconds since the epoch. */
  readonly firstDueMs: number;
}

/**
 * Makes a plan of what flags say and what was read.
 * @param provisionersAsked - Whether their number is what is to be found out.
 * @throws ConfigError with what is wrong or missing.
 */
export function resolvePlan(
  sources: PlanSources,
  read: ReadSources,
  provisionersAsked: boolean,
): ResolvedPlan {
  const { builds, seed, replications } = sources;
  const { calibration } = read;
  const defaults: StormModelParameters = stormModelParameters({ seed: '', startUs: 0 });
  const day = sources.who.day ?? workingDayAfter(read.nowMs, sources.who.timeZone);
  const { windowMinutes: givenWindow } = sources.who;
  const who = { ...sources.who, day, windowMinutes: givenWindow ?? windowOfRun(sources, read) };
  const templates = new PlanTemplates(calibration, sources.templates, builds.serviceTime);
  const parameters = buildParameters(builds, calibration, defaults);
  const isAnyDay = sources.who.day === null && read.nowMs === null;
  const due = whoIsDue(who, isAnyDay, read, templates, parameters.serviceTime);
  const { groups, notes } = permittedGroups(due.groups, templates.models, who);
  const inUse = provisionersInUse(read);
  const setting = provisionersAsked
    ? (sources.provisioners ?? wholeAsked(sources.taggedProvisioners))
    : (sources.provisioners ?? (inUse === null ? null : { initial: inUse.count, steps: [] }));
  if (setting === null) {
    throw new ConfigError([
      '--provisioners is required: how many there will be, e.g. --provisioners 20, or 20,8:50=60 for 60 from 08:50 on',
    ]);
  }
  const firstDueMs = firstDueByDay(groups, who);
  const withProvisioners = (inputs: PlanInputs, count: number): PlanInputs => ({
    ...inputs,
    provisioners: provisionerTimeline(withAsked(setting, count), who, firstDueMs),
    parameters: { ...inputs.parameters, taggedProvisioners: taggedWith(sources.taggedProvisioners, count) },
  });
  const problems = [
    ...uselessProblems(groups, templates.models, sources.taggedProvisioners),
    ...unrunnableProblems(groups, templates.models, [
      ...(hasUntagged(setting) ? [{}] : []),
      ...sources.taggedProvisioners.map(({ tags }) => tags),
    ]),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const calibrations = templates.calibrations(groups.map(({ template }) => template));
  const templateCount = new Set(groups.map(({ template }) => template)).size;
  const inputs = planInputs(
    withProvisioners(
      planInputs({
        seed,
        replications,
        parameters: { ...parameters, templates: templates.models },
        groups: groups.map(({ allowedDays, count, schedule, template, window }) => ({
          count,
          template,
          schedule,
          allowedDays,
          window,
        })),
        provisioners: { initial: 1, steps: [] },
        background: mixedBackground(groups, sources.backgroundPerMinute ?? 0),
        queued: mixedQueue(groups, sources.queuedJobs ?? 0),
        waitFor: builds.waitFor ?? USUAL_WAIT,
        days: planDays(who),
      }),
      1,
    ),
  );
  const text = (count: number | Asked) => allProvisionersText(setting, sources.taggedProvisioners, count);
  const isPlain = setting.initial === ASKED && setting.steps.length + sources.taggedProvisioners.length === 0;
  const lines: readonly InputLine[] = [
    ...due.lines,
    ...historyLines(sources.history, read.source),
    ...(who.windowMinutes === 0
      ? []
      : [lineOf('window_minutes', windowLine(who.windowMinutes, givenWindow === null ? read.source : null))]),
    ...(who.mornings === 1 ? [] : [morningsLine(who.mornings)]),
    ...(isPlain ? [] : [provisionersLine(sources, text(ASKED), inUse?.how ?? '')]),
    ...buildLines(builds, calibration, {
      defaults,
      hasStops: who.mornings > 1,
      hasTicks: true,
      templates: calibrations,
    }),
    ...templates.lines(),
    waitLine(builds.waitFor),
    lineOf(
      'queued_jobs',
      othersLine('jobs queued before', sources.queuedJobs, '--queued-jobs', templateCount),
    ),
    lineOf(
      'background_per_minute',
      othersLine(
        'other builds a minute',
        sources.backgroundPerMinute,
        '--background-builds-per-minute',
        templateCount,
      ),
    ),
    {
      name: 'everything else',
      value: "the model's defaults",
      origin: 'assumed',
      source: 'measured on one server, or of Coder; docs/model.md',
    },
  ];
  return {
    inputs,
    groups,
    withProvisioners,
    provisionersText: text,
    askedHours: askedHours(setting, who, firstDueMs),
    firstDueMs: Math.min(...firstDueMs),
    basis: {
      workspaces: groups.reduce((sum, group) => sum + group.count, 0),
      due: due.text,
      isAnyDay,
      provisioners: isPlain ? null : text(ASKED),
      timeZone: who.timeZone,
      replications,
      seed,
      inputs: lines,
      fits: fitsOf(calibration, calibrations, builds.serviceTime.start === undefined),
      notes: [
        ...read.notes,
        ...due.notes,
        ...notes,
        ...heldBackNotes(groups),
        ...idleDayNotes(who, firstDueMs),
        ...(calibration?.caveats ?? []),
      ],
    },
  };
}

/** How observed service times compare with a lognormal, of each template that is due and has its own. */
function fitsOf(
  calibration: Calibration | null,
  templates: readonly TemplateCalibration[] | null,
  areTaken: boolean,
): PlanBasis['fits'] {
  if (!areTaken || calibration === null) return [];
  const all = templates ?? [{ name: null, lognormalFit: calibration.lognormalFit }];
  return all.flatMap(({ lognormalFit: fit, name: template }) => (fit === null ? [] : { template, fit }));
}

/** Whether there is ever a provisioner without tags. */
function hasUntagged({ initial, steps }: ProvisionersSetting<number | Asked>): boolean {
  return initial !== 0 || steps.some(({ count }) => count !== 0);
}

/** Days of a plan on which nobody is due are passed over. */
function idleDayNotes(who: WhoIsDue, firstDueMs: readonly number[]): readonly string[] {
  // The middle of a day: midnight belongs to two.
  const dates = planDays(who).map(({ fromMs, untilMs }) =>
    localDateText((fromMs + untilMs) / 2, who.timeZone),
  );
  const days = dates.filter((_, i) => !Number.isFinite(firstDueMs[i]));
  return days.length === 0 ? [] : [`Nobody is due on ${days.join(', ')}: no morning is made of that.`];
}

/** Untagged ones are asked for where nothing else is. */
function wholeAsked(tagged: PlanSources['taggedProvisioners']): ProvisionersSetting<number | Asked> {
  return { initial: tagged.some(({ count }) => count === ASKED) ? 0 : ASKED, steps: [] };
}

function taggedWith(tagged: PlanSources['taggedProvisioners'], count: number): TaggedProvisioners[] {
  return tagged.map((of) => ({ tags: of.tags, count: of.count === ASKED ? count : of.count }));
}

function allProvisionersText(
  setting: ProvisionersSetting<number | Asked>,
  tagged: PlanSources['taggedProvisioners'],
  count: number | Asked,
): string {
  return [
    provisionersText(count === ASKED ? setting : withAsked(setting, count)),
    ...tagged.map((of) => `${of.count === ASKED ? count : of.count} more with ${tagWords(of.tags)}`),
  ].join('; ');
}

/** As a run was spread, so are as many or more who are due like it. */
function windowOfRun({ censusOf, who }: PlanSources, { census, runWindowMinutes }: ReadSources): number {
  const areLikeRun =
    who.workspaces !== null || (who.groups.length === 0 && census === null && censusOf === null);
  return areLikeRun ? runWindowMinutes : 0;
}
