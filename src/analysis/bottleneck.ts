import { percentileOf } from '../stats/index.js';
import { queueEvidence } from './queue-evidence.js';
import type { Bottleneck, ProvisionerUse, ServiceTimes, StepSeries } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';
import type { WaitPart, WaitSums } from './wait-parts.js';
import { waitSums } from './wait-parts.js';
import { count, duration, percent } from './words.js';

/** What the evidence is taken from; all of the same starts. */
export interface BottleneckEvidence {
  readonly starts: readonly StormStart[];
  readonly queueDepth: StepSeries;
  readonly busyProvisioners: StepSeries;
  readonly provisioners: ProvisionerUse;
  readonly serviceTimes: ServiceTimes;
}

/** From this share of the whole wait on, the tick is the verdict: what came after it is hardly worth mending. */
const MOSTLY_TICK = 0.9;

type LoadedPart = Exclude<WaitPart, 'tick'>;
const LOADED_PARTS = ['creation', 'queue', 'build', 'agent'] as const satisfies readonly LoadedPart[];

/** How a sentence goes on after `78 % of the wait `. */
const WENT_BY: Readonly<Record<LoadedPart, string>> = {
  creation: 'was for builds to be created',
  queue: 'was queueing for a provisioner',
  build: 'was the builds themselves',
  agent: 'was for agents after the builds',
};

const NAMES: Readonly<Record<LoadedPart, string>> = {
  creation: 'creation',
  queue: 'queue',
  build: 'builds',
  agent: 'agents',
};

/** What most of the wait was, with its evidence. Of equal parts the one that goes by first. */
export function bottleneck(evidence: BottleneckEvidence): Bottleneck {
  const sums = waitSums(evidence.starts);
  if (sums.totalUs === 0) return { kind: 'none', share: 0, sentences: [nothing(evidence.starts)] };
  const unknown =
    sums.unknown === 0
      ? []
      : [`Of ${count(sums.unknown, 'workspace')} it is not known how long the wait was.`];
  const tickShare = sums.us.tick / sums.totalUs;
  if (tickShare >= MOSTLY_TICK) {
    const why = evidence.starts.some((start) => start.createdUs !== null)
      ? "That is where the executor's tick happened to stand, which has nothing to do with load."
      : 'No build was created at all.';
    const waited = `${capitalized(percent(tickShare))} of the wait was for the first build to be created: ${duration(sums.us.tick / sums.n)} of ${duration(sums.totalUs / sums.n)} on average.`;
    return { kind: 'tick', share: tickShare, sentences: [waited, why, ...unknown] };
  }
  const loadedUs = sums.totalUs - sums.us.tick;
  const kind = LOADED_PARTS.reduce((most, part) => (sums.us[part] > sums.us[most] ? part : most));
  const share = sums.us[kind] / loadedUs;
  const mean = (us: number) => duration(us / sums.n);
  return {
    kind,
    share,
    sentences: [
      `${capitalized(percent(share))} of the wait after the first creation ${WENT_BY[kind]}: ${mean(sums.us[kind])} of ${mean(loadedUs)} on average.`,
      ...evidenceOf(kind, evidence),
      ...theRest(kind, sums, loadedUs),
      ...(sums.us.tick > 0
        ? [
            `Before it, ${mean(sums.us.tick)} went by until the executor's tick, which has nothing to do with load.`,
          ]
        : []),
      ...unknown,
    ],
  };
}

/** A share can begin with a word: over 99 %. */
function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function nothing(starts: readonly StormStart[]): string {
  if (starts.length === 0 || starts.some((start) => start.createdUs !== null)) return 'Nothing was measured.';
  return `No build was created for ${starts.length === 1 ? 'the' : 'any of the'} ${count(starts.length, 'workspace')} that ${starts.length === 1 ? 'was' : 'were'} due.`;
}

function evidenceOf(kind: LoadedPart, evidence: BottleneckEvidence): string[] {
  switch (kind) {
    case 'creation':
      return creationEvidence(evidence.starts);
    case 'queue':
      return queueEvidence(evidence);
    case 'build':
      return buildEvidence(evidence.serviceTimes);
    case 'agent':
      return agentEvidence(evidence.starts);
    default:
      return kind satisfies never;
  }
}

function creationEvidence(starts: readonly StormStart[]): string[] {
  const created = starts.flatMap((start) => start.createdUs ?? []).sort((a, b) => a - b);
  const [first, last] = [created[0], created.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const rate = ((created.length - 1) / (last - first)) * 1e6;
  return [
    `${count(created.length, 'build')} were created within ${duration(last - first)}, ${rate.toFixed(rate < 10 ? 1 : 0)} a second.`,
  ];
}

function buildEvidence({ n, p50Ms, p95Ms }: ServiceTimes): string[] {
  if (p50Ms === null || p95Ms === null) return [];
  return [`A build took ${duration(p50Ms * 1000)} at p50 and ${duration(p95Ms * 1000)} at p95 (n = ${n}).`];
}

function agentEvidence(starts: readonly StormStart[]): string[] {
  const us = starts.flatMap(({ usableUs, completedUs }) =>
    usableUs === null || completedUs === null ? [] : [usableUs - completedUs],
  );
  const [p50, p95] = [percentileOf(us, 0.5), percentileOf(us, 0.95)];
  if (p50 === null || p95 === null) return [];
  return [
    `Agents were ready ${duration(p50)} after the build at p50 and ${duration(p95)} at p95 (n = ${us.length}).`,
  ];
}

/** The other parts of at least 1 %, the greatest first. */
function theRest(kind: LoadedPart, sums: WaitSums, loadedUs: number): string[] {
  const others = LOADED_PARTS.filter((part) => part !== kind && sums.us[part] >= 0.01 * loadedUs)
    .sort((a, b) => sums.us[b] - sums.us[a])
    .map((part) => `${NAMES[part]} ${percent(sums.us[part] / loadedUs)}`);
  return others.length === 0 ? [] : [`The rest: ${others.join(', ')}.`];
}
