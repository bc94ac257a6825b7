import { describe, expect, it } from 'vitest';
import { parseListenAddress } from '../../src/embedded/listen-address.js';

describe('parseListenAddress', () => {
  it('reads names and addresses of this machine', () => {
    expect(parseListenAddress('127.0.0.1:3000', false)).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(parseListenAddress('localhost:0', false)).toEqual({ host: 'localhost', port: 0 });
    expect(parseListenAddress('[::1]:8080', false)).toEqual({ host: '::1', port: 8080 });
    expect(parseListenAddress('127.8.0.1:1', false)).toEqual({ host: '127.8.0.1', port: 1 });
  });

  it('refuses others, unless allowed', () => {
    for (const host of ['0.0.0.0', '[::]', '192.168.1.5', 'example.com', '127.evil.com']) {
      expect(() => parseListenAddress(`${host}:80`, false), host).toThrow(/travels in the clear/);
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
