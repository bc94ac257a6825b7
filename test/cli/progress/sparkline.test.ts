import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../src/cli/progress/frame-details.js';

describe('sparkline', () => {
  it('is as high as the count against the highest, and empty for none', () => {
    expect(sparkline([0, 1, 4, 8], true)).toBe(' ▁▄█');
    expect(sparkline([0, 1, 4, 8], false)).toBe(' _-#');
    expect(sparkline([0, 0], true)).toBe('  ');
    expect(sparkline([], true)).toBe('');
  });
});
