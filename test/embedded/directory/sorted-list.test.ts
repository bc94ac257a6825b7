import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from '../../../src/embedded/directory/sorted-list.js';

describe('SortedList', () => {
  it('keeps any items in order through additions and removals', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.func(fc.boolean()), (keys, isRemoved) => {
        const list = new SortedList<{ key: string }>((item) => item.key);
        const items = keys.map((key) => ({ key }));
        for (const item of items) list.add(item);
        for (const item of items) if (isRemoved(item.key)) list.remove(item);
        list.remove({ key: keys[0] ?? '' });
        const left = keys.filter((key) => !isRemoved(key)).sort((a, b) => (a < b ? -1 : 1));
        expect(list.items.map((item) => item.key)).toEqual(left);
        for (const [index, key] of left.entries()) expect(list.indexAfter(key)).toBe(index + 1);
      }),
    );
  });
});
