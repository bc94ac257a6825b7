import type { LogLine } from './build-log.js';
import type { Deployment } from './deployment.js';
import type { DryRunRecord } from './directory/dry-runs.js';
import { importTimesUs, type TemplateRecord } from './directory/templates.js';
import type { JobLog } from './streams/log-follower.js';
import { stateOfDryRun } from './wire/dry-run.js';

/** A job's start to its lines: as recorded. */
const LINES = [
  { delayUs: 4000, stage: 'Setting up' },
  { delayUs: 5000, stage: 'Cleaning Up' },
];
/** Ids of these lines begin behind those of all builds. */
const FIRST_ID = { import: 1e12, dryRun: 2e12 };
/** How often a dry-run that no provisioner can start is looked at again while its log is followed. */
const LOOK_AGAIN_MS = 1000;

/** The log of the job that imported a template's version: complete before the deployment began. */
export function importLog(template: TemplateRecord): JobLog {
  const { startedUs } = importTimesUs(template);
  const lines = linesOf(FIRST_ID.import + template.version.index * LINES.length, startedUs);
  return { lines: () => lines, isComplete: () => true, onEnd: () => () => {} };
}

/** The log of a dry-run. One that never started has none. */
export function dryRunLog(deployment: Deployment, dryRun: DryRunRecord): JobLog {
  const { clock } = deployment;
  const nowUs = () => Math.floor(clock.nowMs() * 1000);
  const firstId = FIRST_ID.dryRun + dryRun.number * LINES.length;
  return {
    lines: () => {
      const { startedUs } = stateOfDryRun(deployment, dryRun, Number.MAX_SAFE_INTEGER);
      return startedUs === null ? [] : linesOf(firstId, startedUs);
    },
    isComplete: () => stateOfDryRun(deployment, dryRun, nowUs()).completedUs !== null,
    onEnd: (listener) => {
      let disarm = () => {};
      const wait = () => {
        const { completedUs } = stateOfDryRun(deployment, dryRun, Number.MAX_SAFE_INTEGER);
        const atMs = completedUs === null ? clock.nowMs() + LOOK_AGAIN_MS : completedUs / 1000;
        disarm = clock.schedule(atMs, completedUs === null ? lookAgain : listener);
      };
      const lookAgain = () => {
        deployment.driver.touch();
        wait();
      };
      wait();
      return () => disarm();
    },
  };
}

function linesOf(firstId: number, startedUs: number): readonly LogLine[] {
  return LINES.map(({ delayUs, stage }, index) => ({
    id: firstId + index + 1,
    atUs: startedUs + delayUs,
    source: 'provisioner_daemon',
    level: 'info',
    stage,
    output: '',
  }));
}
