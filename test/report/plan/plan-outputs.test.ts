import { describe, expect, it } from 'vitest';
import { type PlanReport, renderPlan } from '../../../src/report/index.js';
import { readCsv } from '../../../src/storm/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { constant } from '../../model/scenario.js';
import { days, group, PLAIN } from '../../plan/scenario.js';
import { BASIS, predicted, sized, staggered, TWO_RUSHES } from './sample.js';

const text = (report: PlanReport, ascii = false) => renderPlan('text', report, { ascii });
const json = (report: PlanReport) => JSON.parse(renderPlan('json', report, { ascii: false }));
const csv = (report: PlanReport) =>
  readCsv(renderPlan('csv', report, { ascii: false })).records.map(({ fields }) => fields);

describe('the outputs of a prediction', () => {
  const report = predicted();

  it('tell each rush of a morning apart', () => {
    const several = predicted(TWO_RUSHES);
    expect(text(several)).toMatch(/from 09:00 +20 +20 +1m30s +2m30s +2m30s\n *from 15:00 +20 +20 /);
    expect(json(several).mornings[0].rushes.map(({ due }: { due: number }) => due)).toEqual([20, 20]);
    expect(renderPlan('html', several, { ascii: false })).toContain('from 15:00');
    expect(text(report)).not.toContain('Rush');
  });

  it('say the same', () => {
    const { headline, mornings } = json(report);
    expect(headline).toBe(
      '40 workspaces due at 09:00 of any day (UTC), provisioners 10: 95 % are usable 4m30s after 09:00.',
    );
    expect(text(report).split('\n')[0]).toBe(headline);
    expect(mornings[0].latencies_ms.ready.p95).toEqual({ low: 270_000, median: 270_000, high: 270_000 });
    const [header, ...lines] = csv(report);
    expect(header).toEqual(['morning', 'time_zone', 'share', 'low_ms', 'median_ms', 'high_ms']);
    expect(lines.find(([, , share]) => share === '0.95')).toEqual([
      '1',
      'UTC',
      '0.95',
      '270000',
      '270000',
      '270000',
    ]);
    expect(mornings[0].curve.median_ms).toEqual(lines.map((fields) => Number(fields[4])));
  });

  it('draw the curve as batches of one for each provisioner', () => {
    const rows = text(report, true).split('\n');
    const top = rows.find((row) => row.startsWith('100 % |')) ?? '';
    const bottom = rows.find((row) => row.startsWith('  0 % |')) ?? '';
    // Of 60 columns of 4.5 s each, the first batch ends in the 20th, the last in the 60th.
    expect(bottom.indexOf('#') - 7).toBe(19);
    expect(top.indexOf('#') - 7).toBe(59);
  });

  it('hold nothing but ASCII in their charts where that is wanted', () => {
    expect([...text(report, true)].filter((character) => character > '~')).toEqual([]);
  });

  it('always say what was given and what assumed, and every note', () => {
    expect(text(report)).toContain('workspaces due: 40 (given: --workspace-count)');
    expect(text(report)).toContain('note: A note.');
    expect(json(report).inputs).toEqual(BASIS.inputs);
    expect(json(report).notes).toEqual(BASIS.notes);
  });

  it('show the observed service times against the lognormal', () => {
    expect(text(report)).toMatch(/^p95 +2\.0 s +2\.1 s$/m);
    expect(text(report).replaceAll(/\s+/g, ' ')).toContain('is 0.050; by chance alone it stays below 0.215');
    expect(json(report).fits).toEqual([
      {
        template: null,
        n: 40,
        distance: 0.05,
        critical: 0.215,
        quantiles: [{ p: 0.95, observed_ms: 2000, fitted_ms: 2100 }],
      },
    ]);
    const [{ fit } = { fit: null }] = BASIS.fits;
    const fits = ['web', 'gpu'].map((template) => ({ template, fit: fit! }));
    const mixed = text({ ...report, basis: { ...BASIS, fits } }).replaceAll(/\s+/g, ' ');
    expect(mixed).toMatch(/service times of template web against.*service times of template gpu against/);
    expect(text({ ...report, basis: { ...BASIS, fits: [] } })).not.toContain('lognormal');
  });

  it('let no text of a file reach the terminal', () => {
    const hostile = { ...BASIS, due: 'at \u001b[2J\u202e', notes: ['\u001b]0;x\u0007'] };
    const shown = text({ ...report, basis: hostile });
    for (const character of ['\u001b', '\u202e', '\u0007']) expect(shown).not.toContain(character);
  });

  it('have null, an empty field and words for what is not reached', () => {
    const lost = predicted({ parameters: { ...PLAIN, failureRate: { start: 1, stop: 0, delete: 0 } } });
    expect(json(lost).mornings[0].latencies_ms.ready.p95).toEqual({ low: null, median: null, high: null });
    expect(csv(lost)[1]?.slice(3)).toEqual(['', '', '']);
    expect(text(lost)).toContain('None of 40 ever becomes usable.');
    expect(json(lost).headline).toContain('fewer than 95 % become usable, 0 of 40.');
  });

  it('tell every morning, where there are several', () => {
    const two = predicted({
      days: days(2),
      parameters: { ...PLAIN, serviceTime: { ...PLAIN.serviceTime, stop: constant(1) } },
    });
    expect(json(two).mornings).toHaveLength(2);
    expect(text(two)).toContain('\nMorning 2\n');
    // No day was said: a date would mean nothing.
    expect([json(two).is_any_day, csv(two)[1]?.[0], csv(two).at(-1)?.[0]]).toEqual([true, '1', '2']);
    // 09:00 in UTC is 23:00 of the day before in Honolulu.
    const honolulu = { ...BASIS, isAnyDay: false, timeZone: 'Pacific/Honolulu' };
    expect(text({ ...two, basis: honolulu })).toContain('\nMorning of 2026-11-23 (Pacific/Honolulu)\n');
    expect(json({ ...two, basis: honolulu }).is_any_day).toBe(false);
    expect(
      csv({ ...two, basis: honolulu })
        .at(-1)
        ?.slice(0, 2),
    ).toEqual(['2026-11-23', 'Pacific/Honolulu']);
    // Whoever failed on the first is not started on the second, which so is the worse.
    const failing = { failureRate: { start: 0.03, stop: 0, delete: 0 } };
    const worse = predicted({ days: days(2), parameters: { ...PLAIN, ...failing } });
    expect(json({ ...worse, basis: honolulu }).headline).toMatch(
      /: on the morning of 2026-11-23 \(Pacific\/Honolulu\), the worst of 2, /,
    );
    // Where 95 % are usable on neither, it is the one with fewer.
    const most = { failureRate: { start: 0.3, stop: 0, delete: 0 } };
    const worst = predicted({ days: days(3), parameters: { ...PLAIN, ...most } });
    expect(json(worst).headline).toMatch(/: on morning 3, the worst of 3, /);
  });
});

describe('the cost of a capacity', () => {
  it('is told with a whole duration, and one of one thing', () => {
    const report = sized();
    const costOf = (keptHours: number) => {
      const answer = { ...report.answer, keptHours } as PlanReport['answer'];
      return /^Cost: .*$/m.exec(text({ ...report, answer }))?.[0];
    };
    expect(costOf(1 / 3)).toBe('Cost: 3.33 provisioner-hours a morning, with the provisioners kept for 20m.');
    expect(costOf(0.1)).toBe('Cost: 1 provisioner-hour a morning, with the provisioners kept for 6m.');
    expect(costOf(1.5)).toBe('Cost: 15 provisioner-hours a morning, with the provisioners kept for 1h30m.');
    expect(costOf(2)).toContain('kept for 2h.');
  });
});

describe('the outputs of a stagger', () => {
  it('say who cannot be moved, and why, without a proposal too', () => {
    const allowedDays = [false, true, true, true, true, true, false];
    const groups = [
      group(20, { schedule: parseSchedule('CRON_TZ=UTC 0,30 9 * * *') }),
      group(30, { schedule: parseSchedule('CRON_TZ=UTC 59 23 * * 1-5'), allowedDays }),
    ];
    for (const provisioners of [1, 50]) {
      const report = staggered({ groups, provisioners: { initial: provisioners, steps: [] } });
      const { answer, proposed } = json(report);
      expect(proposed).toHaveLength(provisioners === 1 ? 0 : 50);
      expect(answer.unmoved).toBe(20);
      expect(text(report)).toContain('20 workspaces have schedules with several minutes a day and keep them');
      // A window of one minute moves nobody.
      expect(answer.until_midnight).toBe(provisioners === 1 ? 30 : 0);
      const held = '30 workspaces are spread over the minutes before midnight only';
      expect(text(report).includes(held)).toBe(provisioners === 1);
    }
  });
});
