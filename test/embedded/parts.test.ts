import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from '../../src/embedded/directory/sorted-list.js';
import { Identities } from '../../src/embedded/identities.js';
import { parseListenAddress } from '../../src/embedded/listen-address.js';
import { passwordProblem } from '../../src/embedded/password-strength.js';
import { emailProblem, nameProblem } from '../../src/embedded/schemas/names.js';
import { containing } from '../../src/embedded/search/matching.js';
import { parseTerms } from '../../src/embedded/search/terms.js';
import { parseToken, Secrets } from '../../src/embedded/secrets.js';
import { seededBytes } from './harness.js';

describe('Identities', () => {
  it('are UUIDs of version 4, different for each kind and number, the same whenever asked for', () => {
    const identities = new Identities(seededBytes('a'));
    const first = identities.of('build', 7);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [
      identities.of('build', 8),
      identities.of('job', 7),
      new Identities(seededBytes('b')).of('build', 7),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(identities.of('build', 7)).toBe(first);
    expect(new Identities(seededBytes('a')).of('build', 7)).toBe(first);
    expect(identities.once('build', 7)).toBe(first);
  });
});

describe('Secrets', () => {
  it('make tokens of ten and 22 letters and digits', () => {
    const secrets = new Secrets(seededBytes('a'));
    const { id, secret } = secrets.newToken();
    expect(id).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(secret).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(parseToken(`${id}-${secret}`)).toEqual({ id, secret });
    for (const wrong of ['', id, `${id}-`, `${secret}-${id}`, `${id}-${secret}-`, `${id}-${secret}x`]) {
      expect(parseToken(wrong)).toBeNull();
    }
  });

  it('know a secret by its digest, under their own key', () => {
    const secrets = new Secrets(seededBytes('a'));
    const digest = secrets.digest('word');
    expect(secrets.matches('word', digest)).toBe(true);
    expect(secrets.matches('Word', digest)).toBe(false);
    expect(new Secrets(seededBytes('b')).matches('word', digest)).toBe(false);
  });
});

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

describe('parseListenAddress', () => {
  it('reads names and addresses of this machine', () => {
    expect(parseListenAddress('127.0.0.1:3000', false)).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(parseListenAddress('localhost:0', false)).toEqual({ host: 'localhost', port: 0 });
    expect(parseListenAddress('[::1]:8080', false)).toEqual({ host: '::1', port: 8080 });
    expect(parseListenAddress('127.8.0.1:1', false)).toEqual({ host: '127.8.0.1', port: 1 });
  });

  it('refuses others, unless allowed', () => {
    for (const host of ['0.0.0.0', '[::]', '192.168.1.5', 'example.com', '127.evil.com']) {
      expect(() => parseListenAddress(`${host}:80`, false), host).toThrow(/tokens travel in the clear/);
      expect(parseListenAddress(`${host}:80`, true).port).toBe(80);
    }
  });

  it.each(['', 'localhost', ':80', '127.0.0.1:', '127.0.0.1:x', '::1:80', '127.0.0.1:65536'])(
    'refuses %j',
    (text) => {
      expect(() => parseListenAddress(text, true)).toThrow(/must be host:port/);
    },
  );
});

describe('passwordProblem', () => {
  it('accepts what has 52 bits or more', () => {
    for (const password of ['S0mePassw0rd!x', 'kX7pQ2vLw9Tz', 'correct horse battery staple']) {
      expect(passwordProblem(password), password).toBeNull();
    }
  });

  it('refuses what is short, repeated, a sequence, or too long', () => {
    for (const password of ['', 'a', 'qmxhwzkpfv', 'a'.repeat(60), 'abcdefghijklmnop', 'S0me-'.repeat(13)]) {
      expect(passwordProblem(password), password).not.toBeNull();
    }
  });
});

describe('names', () => {
  it('are letters and digits with single hyphens between, at most 32', () => {
    for (const name of ['a', 'scaletest-k1-0', 'A9', 'a'.repeat(32)])
      expect(nameProblem(name), name).toBeNull();
    for (const name of ['', '-a', 'a-', 'a--b', 'a_b', 'a.b', 'ä', 'new', 'Create', 'a'.repeat(33)]) {
      expect(nameProblem(name), name).not.toBeNull();
    }
  });

  it('of e-mail need no dot in the domain’s end', () => {
    for (const email of ['a@b', 'k-0@scaletest.local', 'a.b+c@x-y.z'])
      expect(emailProblem(email), email).toBeNull();
    for (const email of ['a', '@b', 'a@', 'a b@c', 'a@b@c', 'a@-b', 'a@b..c']) {
      expect(emailProblem(email), email).not.toBeNull();
    }
  });
});

describe('searches', () => {
  const read = (text: string) => [...parseTerms(text, (word) => [['bare', word]])];

  it('are terms of key and value in lower case, quotes around what holds spaces or colons', () => {
    expect(read('')).toEqual([]);
    expect(read('  Foo ')).toEqual([['bare', 'foo']]);
    expect(read('name:"a b" At:"10:30"')).toEqual([
      ['name', 'a b'],
      ['at', '10:30'],
    ]);
    expect(read('"a:b c"')).toEqual([['bare', 'a:b c']]);
  });

  it('match substrings, with the wildcards of SQL and no others', () => {
    expect(containing('b.d')('ABCD')).toBe(false);
    expect(containing('b_d')('ABCD')).toBe(true);
    expect(containing('a%d')('xABCDx')).toBe(true);
    expect(containing('(%)')('(anything)')).toBe(true);
    expect(containing('')('x')).toBe(true);
  });
});
