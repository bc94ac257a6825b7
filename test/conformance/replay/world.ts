import { onTestFinished } from 'vitest';
import { type EmbeddedDeployment, type EmbeddedOptions, startEmbedded } from '../../../src/embedded/index.js';
import { VirtualClock } from '../../../src/time/index.js';
import { seededBytes } from '../../embedded/harness.js';

/** A deployment that answers over TCP and whose time passes when it is told to. */
export interface World {
  readonly clock: VirtualClock;
  readonly deployment: EmbeddedDeployment;
}

const constant = (value: number) => ({ kind: 'constant', value }) as const;

/** Three provisioners, and a second for every build: enough for each state to be seen. */
export const replayParameters: EmbeddedOptions['parameters'] = {
  seed: 'replay',
  provisioners: 3,
  tickPhasesUs: [26.3e6],
  serviceTime: { start: constant(1e6), stop: constant(1e6), delete: constant(1e6) },
};

/** Starts a deployment whose clock shows `startMs` and ends it with the test. */
export async function startWorld(
  startMs: number,
  options: Partial<EmbeddedOptions> = {},
): Promise<World & { end(): Promise<void> }> {
  const clock = new VirtualClock(startMs);
  const deployment = await startEmbedded({
    timeScale: 1,
    realClock: clock,
    randomBytes: seededBytes('replay'),
    ...options,
    parameters: { ...replayParameters, ...options.parameters },
  });
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= closeAt(clock, deployment);
    return ended;
  };
  onTestFinished(end);
  return { clock, deployment, end };
}

/** Closes; the time that clients get to answer passes meanwhile. */
async function closeAt(clock: VirtualClock, deployment: EmbeddedDeployment): Promise<void> {
  let closed = false;
  const closing = deployment.close().then(() => {
    closed = true;
  });
  while (!closed) await clock.advanceAsync(10);
  await closing;
}
