import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, Templates } from '../../../src/embedded/directory/templates.js';
import { Identities } from '../../../src/embedded/identities.js';
import { seededBytes } from '../harness.js';

const options = [{ name: 'one', parameters: [{ name: 'p' }] }, { name: 'two' }];
const fresh = () => new Templates(options, new Identities(seededBytes('templates')), 1e15);

function asData(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('the directory of templates', () => {
  it('is the same after being saved as JSON and restored', () => {
    const before = fresh();
    const [one, two] = before.all;
    before.change(2e15, one!, { name: 'uno', defaultTtlMs: 5 });
    const three = before.add(3e15, one!.version, { ...DEFAULT_SETTINGS, name: 'three' });
    before.delete(4e15, two!);
    before.changeVersion(5e15, one!.version, { name: 'v2' });
    const after = fresh();
    after.restore(JSON.parse(JSON.stringify(before.save())));
    expect(asData(after.all)).toEqual(asData(before.all));
    expect(after.named('UNO')!.versionName).toBe('v2');
    expect(after.named('two')).toBeUndefined();
    expect(after.withVersion(one!.versionId)!.id).toBe(three.id);
    expect(after.save()).toEqual(before.save());
  });

  it('does not take over what other options made', () => {
    const other = new Templates([{ name: 'one' }], new Identities(seededBytes('templates')), 1e15);
    expect(() => fresh().restore(other.save())).toThrow(RangeError);
    expect(() => other.restore(fresh().save())).toThrow(RangeError);
  });
});
