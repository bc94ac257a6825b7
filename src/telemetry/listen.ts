import type { AddressInfo, Server } from 'node:net';
import { ConfigError, messageOf } from '../storm/index.js';
import { formatListenAddress, type ListenAddress } from './listen-address.js';

/**
 * Lets a server listen, and gives the port that was taken.
 * @param flag - How a refusal names the address.
 * @throws ConfigError when the address is taken or is none of this machine.
 */
export async function listenAt(server: Server, address: ListenAddress, flag: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(address, flag, error)));
    server.listen({ port: address.port, ...(address.host === '' ? {} : { host: address.host }) }, resolve);
  });
  server.removeAllListeners('error');
  return (server.address() as AddressInfo).port;
}

function cannotListen(address: ListenAddress, flag: string, error: NodeJS.ErrnoException): ConfigError {
  const text = formatListenAddress(address);
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigError([
        `${flag} ${text} is taken by another program; choose another port, or 0 for a free one`,
      ]);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigError([
        `${flag} ${text} is no address of this machine; try 127.0.0.1:${address.port}`,
      ]);
    case 'EACCES':
      return new ConfigError([`${flag} ${text} may not be used by this user; choose a port from 1024`]);
    default:
      return new ConfigError([`${flag} ${text} cannot be listened on: ${messageOf(error)}`]);
  }
}
