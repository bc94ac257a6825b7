import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DeploymentMetrics } from '../../src/embedded/metrics/deployment-metrics.js';
import { RunMetrics } from '../../src/telemetry/metrics/run-metrics.js';
import { TestDeployment } from '../embedded/harness.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Name, type and help of every metric in a text of Prometheus. */
function families(text: string): readonly { readonly name: string; readonly type: string }[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
}

/** Metrics that queries name, without the parts of a histogram. */
function named(text: string): string[] {
  const names = text.match(/\b(?:nineam|coderd)_[a-z_]+/g) ?? [];
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')))];
}

const ofRuns = async () => families(await new RunMetrics({ workspaceCount: 1, timeScale: 1 }).render());
const ofDeployments = async () =>
  families(await new DeploymentMetrics(new TestDeployment().deployment).render());

describe('docs/metrics.md', () => {
  it('has every metric of a run with its type, and no other', async () => {
    const rows = [...read('docs/metrics.md').matchAll(/^\| `(\S+)` \| (\S+) \|/gm)];
    const documented = rows.map(([, name, type]) => ({ name, type }));
    expect(documented).toEqual(await ofRuns());
  });
});

describe.each(['contrib/grafana/nineam.json', 'contrib/prometheus/alerts.yml'])('%s', (path) => {
  it('asks only for metrics that there are', async () => {
    const known = [...(await ofRuns()), ...(await ofDeployments())].map(({ name }) => name);
    const asked = named(read(path));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the Grafana dashboard', () => {
  it('has panels of one query or more, each in a place of its own', () => {
    const { panels } = JSON.parse(read('contrib/grafana/nineam.json')) as {
      panels: { id: number; gridPos: { x: number; y: number }; targets: unknown[]; description: string }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos }) => `${gridPos.x} ${gridPos.y}`)).size).toBe(panels.length);
    for (const { targets, description } of panels) {
      expect(targets.length).toBeGreaterThan(0);
      expect(description).not.toBe('');
    }
  });
});
