import { count, duration, percent } from '../../../analysis/index.js';
import type {
  Band,
  ClosedForms,
  LatencyName,
  MorningPrediction,
  Prediction,
  Risk,
} from '../../../plan/index.js';
import { lastFinite } from '../curve-shares.js';
import type { PlanBasis } from '../plan-report.js';
import { bandText, localTimeOfDay, morningName, msText, sentence } from '../plan-words.js';
import { list, type PlanPart, type PlanSection, paragraph, table } from './plan-section.js';

/** How the latencies of a prediction are called. */
const LATENCY_WORDS = {
  ready: 'usable, of all due',
  ready_after_first: 'usable after the first creation',
  ready_worst: 'the same with the worst tick',
  tick_delay: 'tick delay',
  creation_spread: 'creation spread',
  trigger: 'trigger',
  queue: 'queue',
  build: 'build',
  agent: 'agent',
  startup: 'startup',
} as const satisfies Readonly<Record<keyof MorningPrediction['latenciesMs'], string>>;

/** What each morning will be like: curve, latencies, outcomes. */
export function morningSections(
  { mornings, replications }: Prediction,
  basis: PlanBasis,
): readonly PlanSection[] {
  const isOne = mornings.length === 1;
  return mornings.map((morning, i) => ({
    id: `morning-${i + 1}`,
    title: isOne ? 'When everyone is ready' : titled(morningName(morning, i, basis)),
    titledIn: isOne ? 'page' : 'all',
    parts: [
      ...curveParts(morning, replications),
      ...table('Rushes', RUSH_HEADER, rushRows(morning, basis)),
      ...table('Latencies', LATENCY_HEADER, latencyRows(morning)),
      ...list(outcomeLines(morning, replications)),
    ],
  }));
}

/** `Morning of 2026-11-24 (Europe/Berlin)`. */
function titled(name: string): string {
  return sentence(name.replace(/^the /, '')).slice(0, -1);
}

function curveParts(
  { curve, due, firstDueUs, lastDueUs }: MorningPrediction,
  replications: number,
): readonly PlanPart[] {
  if (lastFinite(curve) === null) return paragraph(`None of ${due} ever becomes usable.`);
  const since = firstDueUs === lastDueUs ? 'the scheduled minute' : 'the first scheduled minute';
  const what = `Usable, of all ${due} due, from ${since} on`;
  return [{ kind: 'curve', what, zero: 'due', curve, replications, recordedMs: null }];
}

const RUSH_HEADER = ['Rush', 'due', 'usable', 'p50', 'p95', '5 % to 95 %', 'max'];

/** Where several zones make several rushes: each by the time of its first minute, with the latencies of its own. */
function rushRows({ rushes }: MorningPrediction, { timeZone }: PlanBasis): readonly (readonly string[])[] {
  return rushes.map(({ due, firstDueUs, readyMs, usable }) => {
    const { max, p50, p95 } = readyMs;
    return [
      `from ${localTimeOfDay(firstDueUs, timeZone)}`,
      String(due),
      bandText(usable, String),
      ...[p50, p95].map(({ median }) => msText(median)),
      variesText(p95),
      msText(max.median),
    ];
  });
}

/** `5m to 6m`; empty where it does not vary. */
function variesText({ high, low }: Band): string {
  return low === high ? '' : `${msText(low)} to ${msText(high)}`;
}

const LATENCY_HEADER = ['Latency', 'p50', 'p95', '5 % to 95 %', 'p99', 'max'];

/** Latencies that a morning has: medians, and how much p95 varies. */
function latencyRows({ latenciesMs }: MorningPrediction): readonly (readonly string[])[] {
  return (Object.keys(LATENCY_WORDS) as LatencyName[]).flatMap((name) => {
    const latency = latenciesMs[name];
    if (latency === null) return [];
    const { max, p50, p95, p99 } = latency;
    const medians = [p50, p95, p99, max].map(({ median }) => msText(median));
    return [[LATENCY_WORDS[name], ...medians.slice(0, 2), variesText(p95), ...medians.slice(2)]];
  });
}

/** What becomes of everyone on a morning, a line each. */
function outcomeLines(morning: MorningPrediction, replications: number): readonly string[] {
  const { drainMs, due, failed, lostForNextMorning, missed, reaped, timedOut, usable, utilisation } = morning;
  const counts = (band: MorningPrediction['usable']) => bandText(band, String);
  return [
    `usable: ${counts(usable)} of ${due}; failed ${counts(failed)}, missed ${counts(missed)}, timed out ${counts(timedOut)}`,
    Number.isFinite(drainMs.median)
      ? `drained: the last build of the morning ends ${bandText(drainMs, msText)} after the first due minute`
      : 'drained: never, since not everybody gets a build that ends before the morning is over',
    `provisioners busy: ${bandText(utilisation, percent)} of their time from the first creation to the last end`,
    `jobs given up by the server because they waited too long: ${riskText(reaped, replications)}`,
    `workspaces not started on the next morning because this start, or the stop after it, did not succeed: ${riskText(lostForNextMorning, replications)}`,
  ];
}

/** `in 3 of 100 mornings (3 %, 95 % interval 1 % to 9 %); 12 workspaces of a median morning, 20 of a bad one`. */
function riskText({ chance, lower, replications, upper, workspaces }: Risk, of: number): string {
  if (replications === 0) {
    return `in none of ${count(of, 'morning')} (95 % interval up to ${percent(upper)})`;
  }
  const whom = count(workspaces.high, 'workspace');
  return (
    `in ${replications} of ${count(of, 'morning')} (${percent(chance)}, 95 % interval ${percent(lower)} to ${percent(upper)}); ` +
    `${count(workspaces.median, 'workspace')} of a median morning, ${whom} of a bad one`
  );
}

/** What closed forms say. */
export function boundsSection(bounds: ClosedForms): PlanSection {
  return {
    id: 'bounds',
    title: 'Without simulation',
    titledIn: 'all',
    parts: list(boundLines(bounds)),
  };
}

function boundLines({ backgroundWaitUs, batchDrainUs, creationUs, workUs }: ClosedForms): readonly string[] {
  const line = (us: number | null, words: (text: string) => string) =>
    us === null ? [] : [words(duration(us))];
  const lines = [
    ...line(
      workUs,
      (text) =>
        `work over capacity: these builds, with those queued before, keep all provisioners busy for ${text} on average; on average no order of them ends sooner`,
    ),
    ...line(
      creationUs,
      (text) =>
        `creation: from the first tick to the last build at least ${text} on average, at the pace of the executors`,
    ),
    ...line(
      batchDrainUs,
      (text) =>
        `batches: if every one of these builds took the mean time and all were created at once, the last would end after ${text}`,
    ),
    ...line(
      backgroundWaitUs,
      (text) => `background: while nobody is due, its jobs wait ${text} on average (Lee and Longton)`,
    ),
  ];
  return lines.length > 0
    ? lines
    : [
        'none: closed forms hold for one morning whose minutes run into each other, and for provisioners that neither change nor have tags',
      ];
}
