import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { View } from '../../../web/timeline/view.js';

const ALL = { from: -100, to: 60_000 };

describe('View', () => {
  it('stays within all time and all rows whatever is done to it', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const action = fc.oneof(
      fc.tuple(fc.constant('zoom' as const), fc.double({ min: 0.01, max: 100, noNaN: true }), share, share),
      fc.tuple(
        fc.constant('move' as const),
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        share,
      ),
      fc.tuple(fc.constant('reveal' as const), fc.integer({ min: 0, max: 499 }), share, share),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const view = new View(ALL, 500);
        for (const [name, a, b, c] of actions) {
          if (name === 'zoom') view.zoom(a, b, c);
          else if (name === 'move') view.move(a, b);
          else {
            view.reveal(a);
            expect(view.rows.from).toBeLessThanOrEqual(a + 1e-6);
            expect(view.rows.to).toBeGreaterThanOrEqual(a + 1 - 1e-6);
          }
          expect(view.time.from).toBeGreaterThanOrEqual(ALL.from - 1e-6);
          expect(view.time.to).toBeLessThanOrEqual(ALL.to + 1e-6);
          expect(view.rows.from).toBeGreaterThanOrEqual(-1e-6);
          expect(view.rows.to).toBeLessThanOrEqual(500 + 1e-6);
          expect(view.time.to - view.time.from).toBeGreaterThan(999);
          expect(view.rows.to - view.rows.from).toBeGreaterThan(7);
        }
      }),
    );
  });

  it('keeps the place under the pointer where it is', () => {
    const view = new View(ALL, 1000);
    const at = () => view.rows.from + 0.3 * (view.rows.to - view.rows.from);
    const before = at();
    view.zoom(4, 0.5, 0.3);
    expect(at()).toBeCloseTo(before, 6);
    expect(view.rows.to - view.rows.from).toBeCloseTo(250, 6);
  });

  it('shows fewer rows than it zooms to when there are not more', () => {
    const view = new View(ALL, 3);
    view.zoom(10, 0.5, 0.5);
    expect(view.rows).toEqual({ from: 0, to: 3 });
  });
});
