import { describe, expect, it } from 'vitest';
import {
  parseProvisionerChange,
  parseTaggedProvisioners,
} from '../../../src/cli/flags/provisioner-settings.js';

describe('--tagged-provisioners', () => {
  it('reads a number and tags', () => {
    expect(parseTaggedProvisioners('5:pool=gpu')).toEqual({ count: 5, tags: { pool: 'gpu' } });
    expect(parseTaggedProvisioners('1:a=b=c,zone=x').tags).toEqual({ a: 'b=c', zone: 'x' });
  });

  it.each(['5', '5:', ':pool=gpu', '0:a=b', '5:a', '5:a=', '5:=b', '5:a=1,a=2', '5:scope=user', '-1:a=b'])(
    'refuses %o',
    (text) => {
      expect(() => parseTaggedProvisioners(text)).toThrow(/^(must|has|cannot) /);
    },
  );
});

describe('--provisioner-change', () => {
  it('reads who comes, who goes and who dies', () => {
    expect(parseProvisionerChange('5m:+20')).toEqual({ kind: 'add', afterUs: 300e6, count: 20, tags: {} });
    expect(parseProvisionerChange('90s:+2:pool=gpu')).toMatchObject({ kind: 'add', tags: { pool: 'gpu' } });
    expect(parseProvisionerChange('6m:-5')).toEqual({ kind: 'remove', afterUs: 360e6, count: 5 });
    expect(parseProvisionerChange('0s:die=1')).toEqual({ kind: 'die', afterUs: 0, count: 1 });
  });

  it.each(['5m', '5m:20', '5:+20', '-1m:+2', '5m:+0', '6m:-5:pool=gpu', '5m:die', '5m:+2:scope=x'])(
    'refuses %o',
    (text) => {
      expect(() => parseProvisionerChange(text)).toThrow(/^(must|has|cannot) /);
    },
  );
});
