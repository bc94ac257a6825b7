import type { RunEvent } from '../storm/index.js';
import { type ExpectedCurve, expectedSteps } from './expected-curve.js';
import { Notices } from './notices.js';
import { duration } from './progress/note.js';
import { ProgressModel, type ProgressView } from './progress/progress-model.js';
import { progressReport, rate, stageTitle, timeLeftMs } from './progress/progress-report.js';
import { RunCurve } from './run-curve.js';
import type { KeyFigure, LiveSnapshot } from './snapshot.js';
import { stateCounts } from './state-counts.js';

/** Counts a run's events for the live page, in memory that grows by one byte for each workspace. */
export class LiveState {
  readonly #model: ProgressModel;
  readonly #notices = new Notices();
  #setup: RunCurve | null = null;
  #storm: RunCurve | null = null;
  #expected: ExpectedCurve | null = null;
  #setupEndMs: number | null = null;
  #stormEndMs: number | null = null;

  /** @param total - Workspaces of the run. */
  constructor(total: number) {
    this.#model = new ProgressModel(total);
  }

  /** Shows what was predicted beside the storm. */
  expect(curve: ExpectedCurve): void {
    this.#expected = curve;
  }

  /** @param nowMs - Deployment time. */
  apply(event: RunEvent, nowMs: number): void {
    this.#model.apply(event, nowMs);
    this.#notices.take(event, nowMs);
    if (event.type === 'stage') this.#takeStage(event);
    if (event.type === 'scheduled') this.#storm = new RunCurve(event.scheduledAtMs);
    this.#record(event, nowMs);
  }

  snapshot(nowMs: number, report: LiveSnapshot['report'], over: boolean): LiveSnapshot {
    const view = this.#model.view(nowMs);
    const { title, meters, remarks, details } = progressReport(view);
    return {
      stage: view.stage,
      title,
      stageTitle: stageTitle(view.stage),
      // Queue, speed and time left are figures of their own here.
      meters: meters.map((meter) => ({
        ...meter,
        notes: meter.notes.filter(({ tone }) => tone !== 'plain'),
      })),
      remarks,
      figures: figures(view),
      stages: details.flatMap((detail) => (detail.kind === 'stages' ? detail.stages : [])),
      total: view.total,
      states: stateCounts(view),
      curve: this.#curve(nowMs),
      notices: this.#notices.latest,
      noticesLeftOut: this.#notices.leftOut,
      report,
      over,
    };
  }

  #record(event: RunEvent, nowMs: number): void {
    if (event.type !== 'runner' && event.type !== 'hint' && event.type !== 'queue') return;
    const { setUp, runners, hints, queue } = this.#model.counts;
    if (this.#storm === null) {
      // Of set-up, the first start takes longest: without it, nothing would be seen for a long time.
      const halfway = runners.stop + runners.barrier;
      this.#setup?.record({ halfway, done: setUp, failed: runners.done, queue }, nowMs);
    } else if (this.#stormEndMs === null && nowMs >= this.#storm.fromMs) {
      const { succeeded, failed, canceled } = hints;
      this.#storm.record({ halfway: null, done: succeeded, failed: failed + canceled, queue }, nowMs);
    }
  }

  /** Where the curves end: both stay as they were when what they show was over. */
  #takeStage({ stage, atMs }: Extract<RunEvent, { type: 'stage' }>): void {
    switch (stage) {
      case 'preflight':
        return;
      case 'setup':
        this.#setup = new RunCurve(atMs);
        return;
      case 'schedule':
      case 'wait':
      case 'storm':
        this.#setupEndMs ??= atMs;
        return;
      case 'collect':
      case 'report':
      case 'cleanup':
      case 'done':
        this.#setupEndMs ??= atMs;
        this.#stormEndMs ??= atMs;
        return;
      default:
        stage satisfies never;
    }
  }

  /** Set-up until the minute has come, the storm from then on. */
  #curve(nowMs: number): LiveSnapshot['curve'] {
    const stormEndMs = Math.min(nowMs, this.#stormEndMs ?? nowMs);
    if (this.#storm !== null && stormEndMs >= this.#storm.fromMs) {
      const view = this.#storm.view(stormEndMs);
      const { done, fromMs, stepMs } = view;
      const expected =
        this.#expected === null
          ? {}
          : { expected: expectedSteps(this.#expected, done.length, stepMs, stormEndMs - fromMs) };
      return { of: 'storm', untilMs: stormEndMs, ...view, ...expected };
    }
    if (this.#setup === null) return null;
    const untilMs = Math.min(nowMs, this.#setupEndMs ?? nowMs);
    return { of: 'setup', untilMs, ...this.#setup.view(untilMs) };
  }
}

function figures(view: ProgressView): KeyFigure[] {
  const { stage, queue, perSecond, slowest } = view;
  const leftMs = timeLeftMs(view);
  return [
    figure('time left', leftMs === null ? null : `about ${duration(leftMs)}`, 'of this stage'),
    figure('speed', perSecond === null || perSecond === 0 ? null : rate(perSecond), 'workspaces, lately'),
    // Counted only while the storm goes.
    figure('in the queue', queue === null || stage !== 'storm' ? null : String(queue), 'jobs of everybody'),
    figure(
      'slowest so far',
      slowest === null ? null : duration(slowest.afterMs),
      slowest === null ? 'after the scheduled minute' : `workspace ${slowest.index}`,
    ),
  ];
}

function figure(label: string, value: string | null, detail: string): KeyFigure {
  return { label, value, detail };
}
