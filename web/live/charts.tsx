import type { LiveSnapshot } from '../../src/live/snapshot.js';
import { Chart } from './chart.js';
import type { Line } from './line.js';

type Curve = NonNullable<LiveSnapshot['curve']>;

/** How far the workspaces are, and how many jobs wait, over time. */
export function Charts({ curve, total }: Pick<LiveSnapshot, 'curve' | 'total'>) {
  if (curve === null || curve.done.length === 0) return null;
  const since = curve.of === 'setup' ? 'since set-up began' : 'since the scheduled minute';
  const { halfway, done, failed, queue } = curve;
  const progress: Line[] = [
    {
      label: curve.of === 'setup' ? 'set up' : 'start succeeded',
      color: '--usable',
      values: [0, ...done],
    },
    ...(curve.of === 'setup'
      ? [{ label: 'started for the first time', color: '--build', values: [0, ...halfway] }]
      : []),
    {
      label: curve.of === 'setup' ? 'failed in set-up' : 'failed or canceled',
      color: '--failed',
      values: [0, ...failed],
    },
    ...expectedLines(curve),
  ];
  return (
    <div class="charts">
      <Chart
        id="progress"
        title={curve.of === 'setup' ? 'Set up over time' : 'Starts ended over time'}
        since={since}
        seconds={[...seconds(curve), ...laterSeconds(curve)]}
        present={curve.done.length}
        lines={progress}
        top={total}
      />
      {curve.of === 'storm' && (
        <Chart
          id="queue"
          title="Jobs in the queue"
          since={since}
          seconds={seconds(curve)}
          present={curve.done.length}
          lines={[{ label: 'jobs in the queue', color: '--queue', values: [null, ...queue] }]}
          top={null}
        />
      )}
    </div>
  );
}

/**
 * What was predicted, where it was: on half of the simulated mornings, and on the fastest and the slowest of them, from
 * the beginning to the time at which all would be over.
 */
function expectedLines({ expected }: Curve): Line[] {
  if (expected === undefined) return [];
  const { fast, later, median, slow } = expected;
  const isPredicted = true;
  return [
    { label: 'predicted, median', color: '--build', values: [0, ...median, ...later.median], isPredicted },
    { label: 'predicted, fastest 5 %', color: '--agent', values: [0, ...fast, ...later.fast], isPredicted },
    { label: 'predicted, slowest 5 %', color: '--trigger', values: [0, ...slow, ...later.slow], isPredicted },
  ];
}

function laterSeconds({ expected }: Curve): readonly number[] {
  return expected?.later.atMs.map((ms) => ms / 1_000) ?? [];
}

/** The ends of the steps, behind the beginning; the last one is not over. */
function seconds({ done, fromMs, stepMs, untilMs }: Curve): number[] {
  return [0, ...done.map((_, step) => Math.min((step + 1) * stepMs, untilMs - fromMs) / 1_000)];
}
