import { describe, expect, it } from 'vitest';
import { analyzeStorm, provisionersFor } from '../../src/analysis/index.js';
import { replayQueue } from '../../src/model/index.js';
import { percentileOf } from '../../src/stats/index.js';
import { recordedStorm } from '../model/recorded-storms.js';
import { recordedStarts } from './storms.js';

const off = (value: number, truth: number) => Math.abs(value / truth - 1);

describe.each(['s1', 's2', 's5'] as const)('the recorded storm %s, analyzed', (name) => {
  const starts = recordedStarts(name);
  const { provisioners, apply } = recordedStorm(name);
  const analysis = analyzeStorm(starts);
  const latencyMs = (p: number) =>
    percentileOf(
      starts.map((start) => (start.usableUs! - start.scheduledUs) / 1000),
      p,
    )!;

  it('contradicts itself nowhere', () => {
    expect(analysis.inconsistencies).toEqual([]);
  });

  it('had the provisioners that its settings say, within one', () => {
    expect(Math.abs(analysis.provisioners.effective! - provisioners)).toBeLessThanOrEqual(1);
    expect(Math.abs(analysis.provisioners.seen - provisioners)).toBeLessThanOrEqual(1);
    expect(analysis.provisioners.utilisation).toBeGreaterThan(0.85);
  });

  it('took for a build what its settings say, and the server itself', () => {
    expect(apply.kind).toBe('lognormal');
    const medianMs = apply.kind === 'lognormal' ? apply.p50 / 1000 : 0;
    expect(off(analysis.serviceTimes.p50Ms!, medianMs)).toBeLessThan(0.1);
  });

  it('is told to have waited in the queue, with the provisioners and times as evidence', () => {
    const { kind, share, sentences } = analysis.bottleneck;
    expect(kind).toBe('queue');
    expect(share).toBeGreaterThan(0.7);
    expect(sentences[0]).toMatch(
      /^\d\d % of the wait after the first creation was queueing for a provisioner/,
    );
    expect(sentences[1]).toMatch(
      /^\d+ provisioners were busy from 22:\d\d:\d\d to 22:\d\d:\d\d UTC \(.*\), while up to \d+ jobs waited\.$/,
    );
  });

  it('would have met a harder target with more provisioners, as replays with that many and one fewer say', () => {
    for (const [p, share] of [
      [0.5, 0.95],
      [0.95, 0.9],
      [0.95, 0.8],
    ] as const) {
      const target = { p, limitMs: latencyMs(p) * share, countedFrom: 'scheduled' } as const;
      const answer = provisionersFor(starts, target);
      expect(answer.provisioners).toBeGreaterThan(provisioners);
      expect(replayedMs(p, answer.provisioners!)).toBe(answer.latencyMs);
      expect(answer.latencyMs).toBeLessThanOrEqual(target.limitMs);
      expect(replayedMs(p, answer.provisioners! - 1)).toBeGreaterThan(target.limitMs);
    }
  });

  it('is replayed with its own provisioners within 3 % of its queue waits', () => {
    const { fit } = provisionersFor(starts, { p: 0.95, limitMs: 300_000, countedFrom: 'scheduled' });
    expect(fit!.provisioners).toBe(provisioners);
    expect(fit!.off).toBeLessThan(0.03);
  });

  it('would have kept no target below creation and build alone, and says why', () => {
    const answer = provisionersFor(starts, { p: 0.95, limitMs: 1_000, countedFrom: 'first_creation' });
    expect(answer.provisioners).toBeNull();
    expect(answer.reason).toMatch(
      /with one for every job p95 of all due, counted from the first creation, would still be/,
    );
    expect(answer.sentences[0]).toContain(answer.reason);
  });

  function replayedMs(p: number, count: number): number {
    const sorted = starts.toSorted((a, b) => a.createdUs! - b.createdUs! || a.startedUs! - b.startedUs!);
    const created = sorted.map((start) => start.createdUs!);
    const service = sorted.map((s) => s.completedUs! - Math.max(s.createdUs!, s.startedUs!));
    const { completedUs } = replayQueue(created, service, count);
    return (
      percentileOf(
        completedUs.map((us, i) => us - sorted[i]!.scheduledUs),
        p,
      )! / 1000
    );
  }
});
