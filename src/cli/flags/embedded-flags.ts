import { capacityFlags } from './capacity-flags.js';
import { countFlag, durationFlag, listFlag, numberFlag, textFlag } from './flag.js';
import { populationFlags } from './population-flags.js';
import { parseServiceTime } from './service-time.js';

const group = 'Embedded deployment:';

/** What the embedded deployment is like; shared by `run --embedded` and `serve`. */
export const embeddedFlags = {
  provisioners: countFlag({
    name: 'provisioners',
    env: 'NINEAM_PROVISIONERS',
    group,
    description: 'provisioners, each with one job at a time',
    min: 0,
    max: 100_000,
    fallback: 20,
    defaultText: '20',
  }),
  serviceTimes: listFlag({
    name: 'service-time',
    env: 'NINEAM_SERVICE_TIME',
    group,
    placeholder: '<[start:|stop:|delete:]p50=45s,p95=90s>',
    description:
      'how long jobs take; also constant=45s or values=40s/45s/70s; the last of a transition counts',
    defaultText: 'start:p50=45s,p95=90s stop:p50=10s,p95=20s delete:p50=10s,p95=20s',
    parseItem: parseServiceTime,
  }),
  replicas: countFlag({
    name: 'replicas',
    env: 'NINEAM_REPLICAS',
    group,
    description: 'server replicas, each with an executor of its own',
    min: 1,
    max: 100,
    fallback: 1,
    defaultText: '1',
  }),
  tickPhases: listFlag({
    name: 'tick-phase',
    env: 'NINEAM_TICK_PHASE',
    group,
    placeholder: '<duration>',
    description: 'when after the minute the executor of each replica ticks',
    defaultText: 'drawn from the seed',
    parseItem: parseTickPhase,
  }),
  failureRate: numberFlag({
    name: 'failure-rate',
    env: 'NINEAM_FAILURE_RATE',
    group,
    description: 'share of start jobs that fail',
    min: 0,
    max: 1,
    fallback: 0,
    defaultText: '0',
  }),
  timeScale: numberFlag({
    name: 'time-scale',
    env: 'NINEAM_TIME_SCALE',
    group,
    description: 'how many times faster than real time its clock runs',
    min: 1,
    max: 600,
    fallback: null,
    defaultText: '60 with run --embedded, 1 with serve',
  }),
  seed: textFlag({
    name: 'seed',
    env: 'NINEAM_SEED',
    group,
    placeholder: '<text>',
    description: 'seed of everything random in it',
    defaultText: 'nineam',
  }),
  ...populationFlags,
  ...capacityFlags,
};

/** Flags of {@link embeddedFlags} that say something only together with `--embedded`. */
export const EMBEDDED_ONLY = Object.values(embeddedFlags).map((flag) => flag.name);

const phase = durationFlag({ name: 'tick-phase', group, description: '', fallback: null });

function parseTickPhase(text: string): number {
  const ms = phase.parse([text]) ?? 0;
  if (ms < 0 || ms >= 60_000) throw new Error(`must be from 0s to below 60s, got '${text}'`);
  return Math.round(ms * 1000);
}
