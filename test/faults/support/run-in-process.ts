import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDeployment, type EmbeddedOptions, startEmbedded } from '../../../src/embedded/index.js';
import { diskJournals } from '../../../src/journal/index.js';
import { executeRun, exitCodeOf, type RunPlan } from '../../../src/run/index.js';
import { InterruptError, messageOf, type OutcomeKind, type RunEvent } from '../../../src/storm/index.js';
import { SystemClock } from '../../../src/time/index.js';
import { runPlan } from '../../run/support/run-plan.js';

/** What became of a run inside of this process. */
export interface RunInProcess {
  readonly exitCode: number;
  /** The outcome of each workspace, by its number. */
  readonly outcomes: ReadonlyMap<number, OutcomeKind>;
  readonly elapsedMs: number;
  /** Whether it had to be interrupted because it did not end. */
  readonly overdue: boolean;
  /** What it said. */
  readonly said: readonly string[];
}

const SECOND_US = 1_000_000;

/** A deployment whose builds take as long as is said, in seconds of its time, and whose executor ticks early. */
export function startSteady(
  seconds: { readonly start: number; readonly stop: number; readonly delete: number },
  options: Pick<EmbeddedOptions, 'timeScale' | 'faults'> & { readonly provisioners: number },
): Promise<EmbeddedDeployment> {
  const { provisioners, ...others } = options;
  const constant = (value: number) => ({ kind: 'constant', value: value * SECOND_US }) as const;
  return startEmbedded({
    parameters: {
      seed: 'faults',
      provisioners,
      tickPhasesUs: [5 * SECOND_US],
      serviceTime: {
        start: constant(seconds.start),
        stop: constant(seconds.stop),
        delete: constant(seconds.delete),
      },
    },
    ...others,
    realClock: new SystemClock(),
    randomBytes: (count) => randomBytes(count),
  });
}

/**
 * Runs a storm in this process over real HTTP; interrupts it when it has not ended after `limitMs` of real time.
 * @param plan - What differs from a small storm with everything as usual.
 */
export async function runInProcess(
  { url, token }: { readonly url: string; readonly token: string },
  plan: Partial<RunPlan>,
  limitMs: number,
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<RunInProcess> {
  const realClock = new SystemClock();
  const folder = await mkdtemp(join(tmpdir(), 'nineam-faults-'));
  const interrupt = new AbortController();
  const disarm = realClock.schedule(realClock.nowMs() + limitMs, () =>
    interrupt.abort(new InterruptError('SIGTERM')),
  );
  const outcomes = new Map<number, OutcomeKind>();
  const said: string[] = [];
  const sentMs = realClock.nowMs();
  try {
    const whole = runPlan({
      target: { kind: 'remote', url, token, headers: {}, proxy: {} },
      template: 'workspace',
      stateDir: folder,
      ...plan,
    });
    const exitCode = await executeRun(whole, {
      realClock,
      randomBytes: (count) => randomBytes(count),
      interrupt: interrupt.signal,
      leaveWith: () => undefined,
      interruptMeans: () => undefined,
      settled: () => undefined,
      progress: {
        begin: () => undefined,
        event: (event) => {
          onEvent(event);
          if (event.type === 'outcome') outcomes.set(event.index, event.kind);
          if (event.type === 'notice') said.push(event.message);
          if (event.type === 'feed') said.push(`feed ${event.state}: ${event.detail}`);
        },
        say: (line) => said.push(line),
        end: () => undefined,
      },
      writeStdout: (text) => said.push(text),
      unicode: false,
      journals: diskJournals,
      writer: { pid: process.pid, host: hostname() },
      isAlive: () => true,
      nineamVersion: '0.0.0',
      nodeVersion: process.version,
    }).catch((error: unknown) => {
      said.push(messageOf(error));
      return exitCodeOf(error);
    });
    const elapsedMs = realClock.nowMs() - sentMs;
    return { exitCode, outcomes, elapsedMs, overdue: interrupt.signal.aborted, said };
  } finally {
    disarm();
    await rm(folder, { recursive: true, force: true });
  }
}
