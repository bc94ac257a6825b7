import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../storm/index.js';

/** The proxy variables of the environment, by value. */
export interface ProxySettings {
  /** `HTTP_PROXY`: for a deployment at `http://…`. */
  readonly httpProxy?: string | undefined;
  /** `HTTPS_PROXY`: for a deployment at `https://…`. */
  readonly httpsProxy?: string | undefined;
  /** `NO_PROXY`: hosts reached directly, separated by commas. */
  readonly noProxy?: string | undefined;
}

/**
 * The proxy through which `target` is reached, or `null` for none. The rules are those of Go's standard library,
 * which Coder's own command line follows: this machine is always reached directly; `NO_PROXY` holds `*`, addresses,
 * address ranges, and host names that cover their subdomains (`.example.com`: only the subdomains), each with an
 * optional port.
 *
 * @throws ConfigError if the proxy is not an http or https URL.
 */
export function proxyFor(target: URL, settings: ProxySettings): URL | null {
  const [variable, text] =
    target.protocol === 'https:' ? ['HTTPS_PROXY', settings.httpsProxy] : ['HTTP_PROXY', settings.httpProxy];
  if (text === undefined || text.trim() === '' || isDirect(target, settings.noProxy ?? '')) return null;
  const written = text.trim();
  const address = written.includes('://') ? written : `http://${written}`;
  const proxy = URL.canParse(address) ? new URL(address) : null;
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new ConfigError([
      `${variable}: must be the URL of an http proxy, e.g. http://proxy.example.com:3128`,
    ]);
  }
  return proxy;
}

/** `Proxy-Authorization` for the user and password in the proxy's URL, or `null`. */
export function proxyAuthorization(proxy: URL): string | null {
  if (proxy.username === '') return null;
  const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Texts of the proxy's URL that must not reach a message, in every form in which they are sent. */
export function proxySecrets(proxy: URL): readonly string[] {
  const authorization = proxyAuthorization(proxy)?.slice('Basic '.length) ?? '';
  return [proxy.password, decoded(proxy.password), authorization];
}

/** A lone percent sign stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isDirect(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || inRange(host, '127.0.0.0/8') || host === '::1') return true;
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry.toLowerCase(), host, port));
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(host, entry);
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (isIP(entry) !== 0) return host === entry;
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const suffix = name.replace(/^\*/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function inRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(host);
  if (family === 0 || isIP(network) !== family || !/^\d{1,3}$/.test(bits)) return false;
  const width = family === 4 ? 32 : 128;
  if (Number(bits) > width) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
