import type { BuildRecord } from './build.js';
import { Concern } from './draws.js';
import type { ModelParts } from './model-state.js';
import type { ProvisionerRecord } from './provisioner.js';

/** How far a start lies before the creation of its build, in microseconds: the least and the most that was measured. */
const EARLIEST_US = 195_000;
const LATEST_US = 1_000;

/**
 * What is written down as the start of a job that a provisioner takes now. Mostly that is the present; but a server
 * takes a build's creation time before its transaction commits, and of the builds that an idle provisioner takes at once
 * a few have a start before their creation. Never one before the end of what the provisioner, or the workspace, did last.
 */
export function startOf(
  parts: ModelParts,
  job: BuildRecord,
  provisioner: Pick<ProvisionerRecord, 'previous' | 'upUs'>,
): number {
  const { draws, parameters, state } = parts;
  const { earlyStartRate, pickUp } = parameters;
  const { createdUs, sequence } = job;
  const { nowUs } = state;
  if (earlyStartRate === 0 || draws.uniform(Concern.earlyStart, sequence) >= earlyStartRate) return nowUs;
  if (nowUs - createdUs > draws.durationUs(pickUp, Concern.pickUp, sequence)) return nowUs;
  const share = draws.uniform(Concern.earlyBy, sequence);
  const startedUs = createdUs - Math.round(LATEST_US + share * (EARLIEST_US - LATEST_US));
  const before = state.workspaces[job.workspace]?.builds[job.number - 2];
  const freeUs = Math.max(provisioner.upUs, provisioner.previous?.completedUs ?? 0, before?.completedUs ?? 0);
  return startedUs < freeUs ? nowUs : startedUs;
}
