import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterValue, TemplateParameter } from '../../src/embedded/embedded-template.js';
import { resolveParameters, valueProblem } from '../../src/embedded/parameter-values.js';

const region: TemplateParameter = {
  name: 'region',
  options: [
    { name: 'Europe', value: 'eu' },
    { name: 'America', value: 'us' },
  ],
};
const size: TemplateParameter = {
  name: 'size',
  type: 'number',
  mutable: true,
  defaultValue: '10',
  validation: { min: 1, max: 100, monotonic: 'increasing' },
};
const reset: TemplateParameter = {
  name: 'reset',
  type: 'bool',
  mutable: true,
  ephemeral: true,
  defaultValue: 'false',
};
const all = [region, size, reset];

function values(text: string): ParameterValue[] {
  return text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return { name, value };
    });
}

function outcome(given: string, last: string | null, preset = ''): string {
  const resolution = resolveParameters({
    parameters: all,
    given: values(given),
    preset: values(preset),
    last: last === null ? null : values(last),
  });
  return resolution.kind === 'values'
    ? resolution.values.map(({ name, value }) => `${name}=${value}`).join(' ')
    : resolution.problems.map(({ name, detail }) => `${name} ${detail}`).join('; ');
}

describe('resolveParameters', () => {
  it('takes what is given, then the preset, then the build before, then defaults', () => {
    expect(outcome('region=eu', null)).toBe('region=eu size=10 reset=false');
    expect(outcome('', null, 'region=us size=20')).toBe('region=us size=20 reset=false');
    expect(outcome('size=30', null, 'region=us size=20')).toBe('region=us size=30 reset=false');
    expect(outcome('', 'region=eu size=40 reset=false')).toBe('region=eu size=40 reset=false');
  });

  it('names a required parameter that has no value', () => {
    expect(outcome('', null)).toBe('region is required');
    expect(outcome('region=', null)).toBe('region is required');
    expect(outcome('', '')).toBe('region is required');
  });

  it('forgets an ephemeral value after its build', () => {
    expect(outcome('reset=true', 'region=eu size=10 reset=false')).toBe('region=eu size=10 reset=true');
    expect(outcome('', 'region=eu size=10 reset=true')).toBe('region=eu size=10 reset=false');
  });

  it('lets an immutable parameter be said again but not changed', () => {
    expect(outcome('region=eu', 'region=eu size=10')).toBe('region=eu size=10 reset=false');
    expect(outcome('region=us', 'region=eu size=10')).toMatch(/^region is immutable/);
  });

  it('holds a monotonic number to its direction', () => {
    expect(outcome('size=11', 'region=eu size=10')).toBe('region=eu size=11 reset=false');
    expect(outcome('size=9', 'region=eu size=10')).toMatch(/^size must not be less than before/);
  });

  it('passes over values for parameters that the template does not have', () => {
    expect(outcome('region=eu nope=1', null)).toBe('region=eu size=10 reset=false');
  });

  it('refuses a name that is given twice', () => {
    expect(outcome('region=eu region=us', null)).toBe('region is given more than once');
  });

  it('names every wrong parameter at once', () => {
    expect(outcome('region=asia size=x reset=maybe', null)).toMatch(/^region .*; size .*; reset /);
  });

  it('gives each parameter of the template one value, in its order, or names only its parameters', () => {
    const someValues = fc.array(
      fc.record({
        name: fc.constantFrom('region', 'size', 'reset', 'nope'),
        value: fc.constantFrom('eu', 'us', '5', '20', 'true', '', 'x'),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(someValues, fc.option(someValues), (given, last) => {
        const resolution = resolveParameters({ parameters: all, given, last });
        if (resolution.kind === 'values') {
          expect(resolution.values.map(({ name }) => name)).toEqual(['region', 'size', 'reset']);
          // What a build has is good for the next one too.
          const again = resolveParameters({ parameters: all, given: [], last: resolution.values });
          expect(again.kind).toBe('values');
        } else {
          expect(resolution.problems.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('valueProblem', () => {
  it.each<[TemplateParameter, string, boolean]>([
    [{ name: 'p' }, 'anything', true],
    [{ name: 'p', type: 'bool' }, 'true', true],
    [{ name: 'p', type: 'bool' }, 'yes', false],
    [{ name: 'p', type: 'number' }, '-1.5', true],
    [{ name: 'p', type: 'number' }, '1e3', false],
    [{ name: 'p', type: 'number', validation: { min: 2 } }, '1', false],
    [{ name: 'p', type: 'number', validation: { max: 2 } }, '3', false],
    [{ name: 'p', type: 'list(string)' }, '["a","b"]', true],
    [{ name: 'p', type: 'list(string)' }, '[1]', false],
    [{ name: 'p', type: 'list(string)' }, 'a,b', false],
    [{ name: 'p', type: 'list(string)', options: region.options! }, '["eu"]', true],
    [{ name: 'p', type: 'list(string)', options: region.options! }, '["eu","asia"]', false],
    [{ name: 'p', validation: { regex: '^a+$' } }, 'aaa', true],
    [{ name: 'p', validation: { regex: '^a+$' } }, 'b', false],
  ])('of %j and %j', (parameter, value, isRight) => {
    expect(valueProblem(parameter, value) === null).toBe(isRight);
  });

  it('uses the template’s own words where it has some', () => {
    const parameter: TemplateParameter = { name: 'p', validation: { regex: '^a$', error: 'say a' } };
    expect(valueProblem(parameter, 'b')).toBe('say a');
  });
});
