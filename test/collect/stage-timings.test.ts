import { describe, expect, it } from 'vitest';
import type { BuildTimings } from '../../src/codersdk/index.js';
import { sampleStageTimings } from '../../src/collect/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { instantFromUs } from '../../src/time/index.js';
import { apiError } from './fake-records.js';

const span = (stage: string, resource: string, from: number, to: number) => ({
  stage,
  resource,
  startedAt: instantFromUs(from * 1e6),
  endedAt: instantFromUs(to * 1e6),
});
const whole = (stage: string, from: number, to: number) => span(stage, `coder_stage_${stage}`, from, to);

function sample(count: number, timings: (id: string) => BuildTimings | Error, seed = 'seed') {
  const asked: string[] = [];
  let [inFlight, most] = [0, 0];
  const client = {
    builds: {
      timings: async (id: string) => {
        asked.push(id);
        most = Math.max(most, ++inFlight);
        await Promise.resolve();
        inFlight -= 1;
        const answer = timings(id);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  };
  const buildIds = Array.from({ length: count }, (_, at) => `b-${at}`);
  const signal = new AbortController().signal;
  return sampleStageTimings(client, { buildIds, random: seededDraws(seed), signal }).then((found) => ({
    found,
    asked,
    most,
  }));
}

const ONE: BuildTimings = { provisioner: [whole('init', 0, 1.5), whole('plan', 1.5, 4)] };

describe('sampleStageTimings', () => {
  it('asks for at most fifty builds, each once, a few at a time, chosen by the seed', async () => {
    const { found, asked, most } = await sample(400, () => ONE);
    expect([found.asked, new Set(asked).size]).toEqual([50, 50]);
    expect(most).toBeLessThanOrEqual(4);
    expect((await sample(400, () => ONE)).asked).toEqual(asked);
    expect((await sample(400, () => ONE, 'other')).asked).not.toEqual(asked);
    expect((await sample(3, () => ONE)).asked.toSorted()).toEqual(['b-0', 'b-1', 'b-2']);
  });

  it('takes whole stages, in their order, and none of the resources within', async () => {
    const provisioner = [
      whole('apply', 4, 9),
      span('apply', 'docker_container.workspace', 5, 6),
      ...ONE.provisioner,
    ];
    const { found } = await sample(2, () => ({ provisioner }));
    expect(found.timed).toBe(2);
    expect([...found.stages]).toEqual([
      ['init', [1_500, 1_500]],
      ['plan', [2_500, 2_500]],
      ['apply', [5_000, 5_000]],
    ]);
  });

  it('spans the resources of a stage where an older server has no whole stages', async () => {
    const provisioner = [span('graph', 'a', 1, 2), span('graph', 'b', 1.5, 4)];
    const { found } = await sample(1, () => ({ provisioner }));
    expect([...found.stages]).toEqual([['graph', [3_000]]]);
  });

  it('counts builds without timings apart', async () => {
    const { found } = await sample(10, () => ({ provisioner: [] }));
    expect(found).toEqual({ asked: 10, timed: 0, stages: new Map() });
  });

  it('tolerates failures, and stops asking a server that has no timings', async () => {
    const flaky = await sample(10, (id) => (id === 'b-3' ? apiError(500) : ONE));
    expect(flaky.found).toMatchObject({ asked: 10, timed: 9 });
    const old = await sample(50, () => apiError(404));
    expect(old.asked.length).toBeLessThanOrEqual(4);
    expect(old.found).toMatchObject({ timed: 0 });
  });
});
