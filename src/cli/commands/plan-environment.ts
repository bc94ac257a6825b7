import type { PlanEnvironment } from '../../run/index.js';
import type { Io } from '../io.js';
import { hasUnicode, isLive, ReplicationCounter } from '../progress/index.js';

/** What a plan may use of the outside world. */
export function planEnvironment(io: Io): PlanEnvironment {
  const counter = isLive(io.stderr, io.env) ? new ReplicationCounter(io.stderr, io.realClock) : null;
  return {
    onSimulation: () => counter?.start(),
    onReplication: () => counter?.add(),
    onAnswer: () => counter?.end(),
    randomBytes: io.randomBytes,
    writeStdout: (text) => io.stdout.write(text),
    unicode: hasUnicode(io.env),
    nineamVersion: io.nineamVersion,
    realClock: io.realClock,
    // Nothing is begun that would have to be ended: an interrupt just ends the process.
    interrupt: new AbortController().signal,
  };
}
