import { ConfigError } from '../storm/index.js';

/** Where a server listens. */
export interface ListenAddress {
  /** Without the brackets of IPv6. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d+)$/;

/**
 * Reads `host:port`.
 * @param option - What its refusals name.
 * @throws ConfigError if it is malformed, or not of this machine alone although it must be.
 */
export function parseListenAddress(text: string, allowRemote: boolean, option = 'address'): ListenAddress {
  const [, ipv6, name, digits] = ADDRESS.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  if (host === undefined || !(port <= 65_535)) {
    throw new ConfigError([`${option}: must be host:port, e.g. 127.0.0.1:3000 or [::1]:0; got '${text}'`]);
  }
  if (!allowRemote && !isLoopback(host)) {
    throw new ConfigError([
      `${option}: ${host} can be reached from other machines, and what it serves travels in the clear; ` +
        'use 127.0.0.1, or allow remote access explicitly (--allow-remote)',
    ]);
  }
  return { host, port };
}

/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
