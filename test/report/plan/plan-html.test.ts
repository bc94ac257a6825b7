import { describe, expect, it } from 'vitest';
import { type PlanReport, renderPlan } from '../../../src/report/index.js';
import { BASIS, bent, checked, predicted, swept } from './sample.js';

const page = (report: PlanReport) => renderPlan('html', report, { ascii: false });

describe('the page of a plan', () => {
  it('draws the median through the batches, and a band from the earliest morning to the latest', () => {
    // Ticks that are drawn from the seed make mornings differ.
    const text = page(predicted({ parameters: {}, replications: 20 }));
    const [, band = ''] = /<path class="under usable" d="M([^"]*)Z"/.exec(text) ?? [];
    const points = band.split('L').map((point) => point.split(' ').map(Number));
    const xs = points.map(([x = Number.NaN]) => x);
    expect(points).toHaveLength(80);
    // Forth along the earliest, back along the latest, which lies to the right of it at the same share.
    for (let i = 0; i < 40; i++) expect(xs[i]).toBeLessThan(xs[79 - i] ?? 0);
  });

  it('shades the cells of a sweep by their delay, and marks those that nobody reaches', () => {
    const text = page(swept());
    expect(text.match(/class="area queue"[^>]*fill-opacity="1.000"/g)).toHaveLength(2);
    expect(text.match(/class="unknown"/g)).toHaveLength(4);
    expect(text).toContain('<td>not reached</td>');
  });

  it('marks the knee in drawing and table', () => {
    const text = page(bent());
    expect(text).toMatch(/knee: 8</);
    expect(text).toContain('&lt;- knee');
  });

  it('draws what happened beside what was predicted', () => {
    expect(page(checked())).toMatch(/<path class="curve due" d="M/);
    expect(page(predicted())).not.toContain('curve due');
  });

  it('lets no text become a tag', () => {
    const hostile = { ...BASIS, due: '<script>alert(1)</script>', notes: ['<img src=x>'] };
    const text = page({ ...predicted(), basis: hostile });
    expect(text).not.toMatch(/<script|<img/);
  });

  it('needs no inline style, which its policy forbids', () => {
    for (const report of [predicted(), swept(), bent(), checked()])
      expect(page(report)).not.toMatch(/ style="/);
  });
});
