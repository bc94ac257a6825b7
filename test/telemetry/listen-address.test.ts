import { describe, expect, it } from 'vitest';
import { formatListenAddress, parseListenAddress } from '../../src/telemetry/index.js';

describe('parseListenAddress', () => {
  it('takes a name, an IPv4 and a bracketed IPv6 address, each with a port', () => {
    expect(parseListenAddress('127.0.0.1:21112')).toEqual({ host: '127.0.0.1', port: 21112 });
    expect(parseListenAddress('localhost:0')).toEqual({ host: 'localhost', port: 0 });
    expect(parseListenAddress('[::1]:9090')).toEqual({ host: '::1', port: 9090 });
  });

  it('takes a port alone for every address, as Go does', () => {
    expect(parseListenAddress(':21112')).toEqual({ host: '', port: 21112 });
  });

  it.each([
    '',
    '21112',
    'localhost',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:80',
    'http://a:80',
    'a b:80',
    'a:8o',
  ])('refuses %j and says what it should look like', (text) => {
    expect(() => parseListenAddress(text)).toThrow(
      `must be host:port, e.g. 127.0.0.1:21112 or [::1]:21112, got '${text}'`,
    );
  });

  it('is the inverse of formatting', () => {
    for (const text of ['127.0.0.1:1', '[fe80::1]:2', ':3', 'host:4']) {
      expect(formatListenAddress(parseListenAddress(text))).toBe(text);
    }
  });
});
