import type { JudgedValue, Prediction, TargetCheck } from '../../../plan/index.js';
import { counted } from '../../../storm/index.js';
import type { CapacityReportAnswer, PlanBasis, PredictAnswer, StaggerReportAnswer } from '../plan-report.js';
import {
  bandText,
  keptText,
  metText,
  morningName,
  msText,
  percentOf,
  sentence,
  wordList,
} from '../plan-words.js';
import { worstMorning } from '../worst-morning.js';
import { boundsSection, morningSections } from './morning-sections.js';
import { list, type PlanPart, type PlanSection, paragraph, table } from './plan-section.js';

/** An example of a prediction's targets that do not hold, and how sure it is that they do. */
export function judgedSections({ judged }: PredictAnswer): readonly PlanSection[] {
  if (judged === null) return [];
  const { confidence, outcome } = judged;
  const missed = outcome.missed.map(({ measuredText, text }) => `${text} is ${measuredText}`);
  const example = `For example, on the first simulated morning on which the targets do not hold, ${wordList(missed)}.`;
  const parts = [
    ...paragraph(missed.length === 0 ? null : example),
    ...paragraph(outcome.isEnough ? notSureText(outcome, confidence) : null),
  ];
  return parts.length === 0 ? [] : [{ id: 'targets', title: 'Targets', titledIn: 'page', parts }];
}

/** Numbers of provisioners, what the smallest of them costs, and the morning that it makes. */
export function capacitySections(answer: CapacityReportAnswer, basis: PlanBasis): readonly PlanSection[] {
  const { answer: found, bounds, confidence, keptHours, prediction } = answer;
  const { checked, isMonotone, provisioners, reason } = found;
  return [
    {
      id: 'checked',
      title: 'Numbers of provisioners',
      titledIn: 'page',
      parts: [
        ...paragraph(reason === null ? null : sentence(reason)),
        ...paragraph(provisioners === null ? null : costText(provisioners, keptHours)),
        ...checkedParts('Provisioners', checked),
        ...paragraph(isMonotone ? null : notMonotoneText(checked)),
        ...paragraph(notSureOf(checked, provisioners, confidence)),
      ],
    },
    ...(prediction === null ? [] : morningSections(prediction, basis)),
    boundsSection(bounds),
  ];
}

/** Windows, who starts when, and the mornings without and with it. */
export function staggerSections(answer: StaggerReportAnswer, basis: PlanBasis): readonly PlanSection[] {
  const { after, answer: found, before, confidence } = answer;
  const { checked, isMonotone, minutes, reason, unmoved, untilMidnight } = found;
  const proposed = minuteRows(answer);
  return [
    {
      id: 'checked',
      title: 'Windows',
      titledIn: 'page',
      parts: [
        ...paragraph(reason === null ? null : sentence(reason)),
        ...checkedParts('Minutes', checked),
        ...paragraph(isMonotone ? null : notMonotoneText(checked)),
        ...paragraph(notSureOf(checked, minutes, confidence)),
        ...paragraph(unmoved === 0 ? null : unmovedText(unmoved)),
        ...paragraph(untilMidnight === 0 ? null : untilMidnightText(untilMidnight)),
      ],
    },
    ...(proposed.length === 0
      ? []
      : [
          {
            id: 'proposed',
            title: 'Proposed: so many workspaces in each minute after their own (--output csv lists who)',
            titledIn: 'all',
            parts: table('Workspaces in each minute', ['Minute', 'Workspaces'], proposed),
          } as const,
        ]),
    {
      id: 'comparison',
      title: 'As planned, and as proposed',
      titledIn: 'page',
      parts: list([
        latencyLine('as planned', before, basis),
        ...(after === null ? [] : [latencyLine('as proposed', after, basis)]),
      ]),
    },
    ...(after === null ? [] : morningSections(after, basis)),
  ];
}

function checkedParts(name: string, rows: readonly JudgedValue[]): readonly PlanPart[] {
  return table(
    'How surely the targets hold',
    [name, 'enough', 'the targets', 'in the search'],
    rows.map((one) => [String(one.value), one.isEnough ? 'yes' : 'no', metText(one), heldText(one)]),
    'words',
  );
}

function heldText({ heldInSearch }: JudgedValue): string {
  if (heldInSearch === null) return '';
  return heldInSearch ? 'held' : 'too seldom';
}

/** Which smaller numbers hold as well, and which between do not. */
function notMonotoneText(rows: readonly JudgedValue[]): string {
  const values = (isEnough: boolean) => rows.flatMap((one) => (one.isEnough === isEnough ? one.value : []));
  const held = values(true).slice(0, -1);
  const [least = 0] = held;
  const between = values(false).filter((value) => value > least);
  return (
    `Not monotone: with ${wordList(held.map(String))} the targets hold as well, with ${wordList(between.map(String))} they do not. ` +
    'So near to the limit chance decides; the answer lies above them all. More --replications tell them apart.'
  );
}

/** The smallest number may be enough in these mornings only. */
function notSureOf(rows: readonly JudgedValue[], answer: number | null, confidence: number): string | null {
  const found = rows.find(({ value }) => value === answer);
  return found === undefined ? null : notSureText(found, confidence);
}

function notSureText({ lower, replications }: TargetCheck, confidence: number): string | null {
  if (lower >= confidence) return null;
  return (
    `Not sure: ${counted(replications, 'morning')} cannot show that the targets hold on ${percentOf(confidence)} of all; ` +
    `it may be as few as ${percentOf(Math.floor(lower * 1000) / 1000)}. More --replications tell.`
  );
}

function costText(provisioners: number, keptHours: number): string {
  const hours = Number((provisioners * keptHours).toFixed(2));
  return `Cost: ${counted(hours, 'provisioner-hour')} a morning, with the provisioners kept for ${keptText(keptHours)}.`;
}

function latencyLine(name: string, prediction: Prediction, basis: PlanBasis): string {
  const worst = worstMorning(prediction);
  if (worst === null) return `${name}: nobody is due`;
  const { index, morning } = worst;
  const when = prediction.mornings.length === 1 ? '' : ` on ${morningName(morning, index, basis)}`;
  const { drainMs, latenciesMs } = morning;
  const queue = bandText(latenciesMs.queue?.p95 ?? null, msText);
  return `${name}${when}: p95 of all due ${bandText(latenciesMs.ready?.p95 ?? null, msText)} from their own minute, p95 of the queue ${queue}, drained after ${bandText(drainMs, msText)}`;
}

/** How many workspaces the proposal has in each minute after their own; empty where there is none. */
function minuteRows({ answer: { proposed } }: StaggerReportAnswer): readonly (readonly string[])[] {
  const counts = new Map<number, number>();
  for (const { offsetMinutes } of proposed) counts.set(offsetMinutes, (counts.get(offsetMinutes) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([offset, n]) => [`+${offset}`, String(n)]);
}

function unmovedText(workspaces: number): string {
  const own =
    workspaces === 1
      ? 'has a schedule with several minutes a day and keeps it'
      : 'have schedules with several minutes a day and keep them';
  return `${counted(workspaces, 'workspace')} ${own}: nothing says which of the minutes to move.`;
}

function untilMidnightText(workspaces: number): string {
  const is = workspaces === 1 ? 'is' : 'are';
  return `${counted(workspaces, 'workspace')} ${is} spread over the minutes before midnight only: the template starts nobody on a day after.`;
}
