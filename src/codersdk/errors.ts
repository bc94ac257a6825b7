import { ExplainedError } from '../storm/index.js';

/** One field of a request that the server refused. */
export interface FieldProblem {
  /** JSON key of the request's body, or name of a query parameter. */
  readonly field: string;
  readonly detail: string;
}

export interface CoderApiErrorFields {
  readonly status: number;
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** The server's own sentence, or the start of a body that is not JSON. */
  readonly message: string;
  readonly detail: string | null;
  readonly validations: readonly FieldProblem[];
  /** `X-Coder-Request-Id`: what to look for in the server's logs. */
  readonly requestId: string | null;
  /** How long the server asks to wait, in milliseconds; `null` where it does not say. */
  readonly retryAfterMs: number | null;
  readonly hint?: string;
}

/**
 * An answer that says no: any status of 400 and above. Decide by `status`; the texts differ between releases
 * (Coder API contract, error body).
 */
export class CoderApiError extends ExplainedError {
  readonly code = 'coder_api';
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly detail: string | null;
  readonly validations: readonly FieldProblem[];
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly #fields: CoderApiErrorFields;

  constructor(fields: CoderApiErrorFields) {
    const { method, path, status, message, detail, validations, requestId, hint } = fields;
    const reasons = [
      message,
      ...(detail === null ? [] : [detail]),
      ...validations.map((problem) => `${problem.field}: ${problem.detail}`),
    ];
    const request = requestId === null ? '' : ` (request ${requestId})`;
    super(
      `${method} ${path} answered ${status}: ${reasons.join('; ')}${request}`,
      hint === undefined ? {} : { hint },
    );
    this.status = status;
    this.method = method;
    this.path = path;
    this.detail = detail;
    this.validations = validations;
    this.requestId = requestId;
    this.retryAfterMs = fields.retryAfterMs;
    this.#fields = fields;
  }

  /** The same refusal, with what to do next said by who knows what it was for. */
  withHint(hint: string): CoderApiError {
    return new CoderApiError({ ...this.#fields, hint });
  }
}

/**
 * No answer. `delivered` says whether the server can have acted on the request:
 * `no` when it was never written to a connection (refused, unknown host, proxy said no), so that anything may be
 * repeated; `maybe` when it was written and the answer was lost or did not come in time.
 */
export class ConnectionError extends ExplainedError {
  readonly code = 'connection';
  readonly delivered: 'no' | 'maybe';

  constructor(
    message: string,
    delivered: 'no' | 'maybe',
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.delivered = delivered;
  }
}

/** An answer that is not Coder's: a page, a redirect elsewhere, or JSON of another shape. */
export class NotCoderError extends ExplainedError {
  readonly code = 'not_coder';
  /** Status of the answer; `null` for a message of a stream. */
  readonly status: number | null;
  /** Whether it claims to be JSON and is none: cut short or broken on its way, and whole perhaps the next time. */
  readonly garbled: boolean;

  constructor(
    message: string,
    status: number | null,
    options: { readonly hint?: string; readonly garbled?: boolean } = {},
  ) {
    super(message, options);
    this.status = status;
    this.garbled = options.garbled ?? false;
  }
}
