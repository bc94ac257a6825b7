/** Where a server listens. */
export interface ListenAddress {
  /** Name or IP address, IPv6 without its brackets; `''` stands for every address of this machine. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]*)):(\d{1,5})$/;

/**
 * Reads `host:port`, `[IPv6]:port`, or `:port` for every address of this machine, as Go's tools take it.
 * @throws RangeError whose message completes the sentence "--flag …".
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, ipv6, name, digits] = ADDRESS.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  if (host === undefined || port > 65_535) {
    throw new RangeError(`must be host:port, e.g. 127.0.0.1:21112 or [::1]:21112, got '${text}'`);
  }
  return { host, port };
}

/** The address as {@link parseListenAddress} reads it. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
