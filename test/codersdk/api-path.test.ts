import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiPath, routeOf, withQuery } from '../../src/codersdk/api-path.js';

const segment = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('../..', '%2e', '%2E%2e', '..;', 'a/b'),
  )
  .filter((value) => value !== '.' && value !== '..');

describe('apiPath', () => {
  it('puts values into their places, and knows the route without them', () => {
    const at = apiPath`/api/v2/users/${'bob'}/workspace/${'dev'}/builds/${3}`;
    expect(at.path).toBe('/api/v2/users/bob/workspace/dev/builds/3');
    expect(at.query).toBe('');
    expect(routeOf(at)).toBe('/api/v2/users/{}/workspace/{}/builds/{}');
  });

  it('lets no value leave its segment', () => {
    fc.assert(
      fc.property(segment, (value) => {
        const { path } = apiPath`/api/v2/users/${value}/workspaces`;
        expect(new URL(path, 'http://coder').pathname.split('/')).toHaveLength(6);
        expect(path.split('/')).toHaveLength(6);
        expect(decodeURIComponent(path.split('/')[4] ?? '')).toBe(value);
        expect(path).not.toMatch(/[?#\s]/);
      }),
    );
  });

  it.each(['', '.', '..'])('takes no value that would make another path of it: "%s"', (value) => {
    expect(() => apiPath`/api/v2/users/${value}`).toThrow(RangeError);
  });
});

describe('withQuery', () => {
  it('encodes names and values and leaves out what is undefined', () => {
    const at = withQuery(apiPath`/api/v2/users`, {
      q: 'name:a b&c',
      limit: 0,
      offset: undefined,
      deleted: true,
    });
    expect(at.query).toBe('?q=name%3Aa%20b%26c&limit=0&deleted=true');
    expect(withQuery(apiPath`/api/v2/users`, { q: undefined }).query).toBe('');
  });

  it('is read back by a URL as it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (q) => {
        const { path, query } = withQuery(apiPath`/api/v2/users`, { q });
        expect(new URL(path + query, 'http://coder').searchParams.get('q')).toBe(q);
      }),
    );
  });
});
