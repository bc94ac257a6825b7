import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORDINGS } from '../recordings.js';
import { compareBodies } from './bodies.js';
import { Correspondence } from './correspondence.js';

const bodies = [...RECORDINGS.values()]
  .map(({ response }) => response.body)
  .filter((body) => typeof body === 'object' && body !== null);

const NAMED = { name: 'ada', count: 1, on: true, none: null, list: [{ a: 1 }, { a: 2 }] };

function differences(recorded: unknown, actual: unknown, correspondence = new Correspondence()): string[] {
  return compareBodies(recorded, actual, correspondence).map(({ path }) => path);
}

const ID_A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const ID_B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const ID_C = 'cccccccc-0000-4000-8000-00000000000c';

describe('the comparison of bodies', () => {
  it('finds nothing where the answer is the recorded one', () => {
    const token = `${'a'.repeat(10)}-${'b'.repeat(22)}`;
    for (const body of bodies) {
      const answered = JSON.parse(JSON.stringify(body).replace('<token>', token)) as unknown;
      expect(differences(body, answered)).toEqual([]);
    }
  });

  it('finds a key that is missing, one that is new, and a value of another type, wherever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.infiniteStream(fc.nat()),
        fc.nat(2),
        (body, choices, kind) => {
          const changed = structuredClone(body) as object;
          const object = someObject(changed, choices);
          const keys = Object.keys(object).filter((key) => key !== 'previous_job');
          const key = keys[(choices.next().value ?? 0) % Math.max(1, keys.length)];
          fc.pre(key !== undefined && !Array.isArray(object));
          if (kind === 0) Reflect.deleteProperty(object, key!);
          else if (kind === 1) Object.assign(object, { nobody_knows: 1 });
          else Object.assign(object, { [key!]: { of: 'another type' } });
          expect(differences(body, changed)).not.toEqual([]);
        },
      ),
    );
  });

  it.each([
    ['text', { name: 'bea' }, '$.name'],
    ['number', { count: 2 }, '$.count'],
    ['truth', { on: false }, '$.on'],
    ['something for null', { none: 0 }, '$.none'],
    ['null for something', { name: null }, '$.name'],
    ['length', { list: [{ a: 1 }] }, '$.list'],
    ['item', { list: [{ a: 1 }, { a: 3 }] }, '$.list[1].a'],
  ])('finds another %s', (_, change, path) => {
    expect(differences(NAMED, { ...NAMED, ...change })).toEqual([path]);
  });

  it('takes an id for the same id only, ever after', () => {
    const correspondence = new Correspondence();
    expect(differences({ id: ID_A }, { id: ID_B }, correspondence)).toEqual([]);
    expect(differences({ owner_id: ID_A }, { owner_id: ID_B }, correspondence)).toEqual([]);
    expect(differences({ id: ID_A }, { id: ID_C }, correspondence)).toEqual(['$.id']);
    expect(differences({ id: ID_C }, { id: ID_B }, correspondence)).toEqual(['$.id']);
    expect(correspondence.translatePath(`/api/v2/users/${ID_A}?q=id:${ID_A}`)).toBe(
      `/api/v2/users/${ID_B}?q=id:${ID_B}`,
    );
  });

  it('takes the id of nothing for nothing else', () => {
    const nothing = '00000000-0000-0000-0000-000000000000';
    expect(differences({ id: nothing }, { id: nothing })).toEqual([]);
    expect(differences({ id: nothing }, { id: ID_A })).toEqual(['$.id']);
    expect(differences({ id: ID_A }, { id: nothing })).toEqual(['$.id']);
  });

  it('takes equal instants for equal ones, and keeps their order', () => {
    const recorded = { a: '2026-11-23T09:00:00Z', b: '2026-11-23T09:00:00Z', c: '2026-11-23T09:00:01.5Z' };
    const at = (a: string, b: string, c: string) => ({ a: `${a}Z`, b: `${b}Z`, c: `${c}Z` });
    const day = '2027-01-01T00:00:0';
    expect(differences(recorded, at(`${day}1`, `${day}1`, `${day}2`))).toEqual([]);
    expect(differences(recorded, at(`${day}1`, `${day}2`, `${day}2`))).toEqual(['$.b']);
    expect(differences(recorded, at(`${day}1`, `${day}1`, `${day}0.25`))).toEqual(['$.c']);
    expect(differences(recorded, { ...recorded, a: 'soon' })).toEqual(['$.a']);
  });

  it('compares names in our terms', () => {
    const correspondence = new Correspondence();
    correspondence.value('admin', 'root');
    correspondence.part('xyz', 'abc');
    const recorded = { owner: 'admin', name: 'scaletest-xyz-0', text: '<text>' };
    expect(
      differences(recorded, { owner: 'root', name: 'scaletest-abc-0', text: 'ours' }, correspondence),
    ).toEqual([]);
    expect(differences(recorded, { ...recorded, text: '' }, correspondence)).toEqual([
      '$.owner',
      '$.name',
      '$.text',
    ]);
  });
});

/** Some object within, found by going in as long as the choices say so. */
function someObject(value: object, choices: Iterator<number>): object {
  const inner = Object.entries(value)
    .filter(
      ([key, member]) => typeof member === 'object' && member !== null && key !== 'latency' && !isFree(key),
    )
    .map(([, member]) => member as object);
  const choice = (choices.next().value ?? 0) % (inner.length + 1);
  const next = inner[choice];
  return next === undefined ? value : someObject(next, choices);
}

/** Of these, everything inside may differ. */
function isFree(key: string): boolean {
  return key === 'available_workers' || key === 'worker_id';
}
