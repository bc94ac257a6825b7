import { ConnectionError } from './errors.js';

/** Why a proxy did not let us through. Never an error of undici's own kind: it would retry some of those for ever. */
export class TunnelError extends Error {
  /** The proxy refused for a reason that stays, such as a missing login. */
  readonly lasting: boolean;

  constructor(message: string, options: { readonly lasting: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TunnelError';
    this.lasting = options.lasting;
  }
}

/** An answer of more bytes than any of its kind has. Read on, it would fill the memory. */
export class AnswerTooLong extends Error {
  constructor(longestBytes: number) {
    super(`longer than ${longestBytes / 1024 / 1024} MiB`);
    this.name = 'AnswerTooLong';
  }
}

/** A request that got no answer. */
export interface Failed {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly origin: string;
  readonly timeoutMs: number;
  readonly delivered: 'no' | 'maybe';
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const CHECK_PROXY = 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY';

/** The error for a failed connection: what happened in words, and what to do where we know. */
export function connectionError(error: Error, failed: Failed): ConnectionError {
  const hint = hintFor(error);
  return new ConnectionError(`${about(failed)}: ${explain(error, failed)}`, failed.delivered, {
    cause: error,
    ...(hint === null ? {} : { hint }),
  });
}

/** The error for a proxy that forwards plain requests and refuses ours (407): it did not pass it on. */
export function proxyWantsLogin(request: Pick<Failed, 'method' | 'target'>, origin: string): ConnectionError {
  const message = `${about(request)}: the proxy in front of ${origin} wants a user name and password (407)`;
  return new ConnectionError(message, 'no', {
    hint: CHECK_PROXY,
    cause: new TunnelError(message, { lasting: true }),
  });
}

/**
 * Whether the next try would fail in the same way: a certificate that is not trusted, a proxy that wants a login, an
 * answer that is too long.
 */
export function isLasting(failure: ConnectionError): boolean {
  const { cause } = failure;
  if (cause instanceof TunnelError) return cause.lasting;
  if (cause instanceof AnswerTooLong) return true;
  return cause instanceof Error && CERTIFICATE.test(codeOf(cause));
}

function about({ method, target }: Pick<Failed, 'method' | 'target'>): string {
  return `${method} ${target.replace(/\?.*$/s, '')}`;
}

function explain(error: Error, { origin, timeoutMs }: Failed): string {
  if (error instanceof AnswerTooLong)
    return `the answer of ${origin} is ${error.message}, and was not read to its end`;
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return `nothing listens at ${origin} (connection refused)`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name in ${origin} cannot be resolved (${codeOf(error)})`;
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `no connection to ${origin} in time`;
    case 'UND_ERR_HEADERS_TIMEOUT':
      return `no answer from ${origin} within ${timeoutMs / 1000} s`;
    case 'UND_ERR_BODY_TIMEOUT':
      return `the answer of ${origin} did not end within ${timeoutMs / 1000} s`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `the connection to ${origin} broke before the answer came (${error.message})`;
    default:
      return error instanceof TunnelError ? error.message : `no answer from ${origin} (${error.message})`;
  }
}

function hintFor(error: Error): string | null {
  const code = codeOf(error);
  if (error instanceof TunnelError) return CHECK_PROXY;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'check --url and that the deployment is up';
  }
  if (CERTIFICATE.test(code)) {
    return 'the certificate is not trusted here: name the file of its authority in NODE_EXTRA_CA_CERTS';
  }
  return null;
}

/** Several addresses may have been tried at once; then the first failure speaks for all. */
function codeOf(error: Error): string {
  if (error instanceof AggregateError && !('code' in error)) {
    const [first] = error.errors as readonly unknown[];
    return first instanceof Error ? codeOf(first) : '';
  }
  return 'code' in error ? String(error.code) : '';
}
