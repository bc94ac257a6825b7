import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** One field that a request got wrong. */
export interface Validation {
  readonly field: string;
  readonly detail: string;
}

/** An answer that says no. Thrown by handlers, sent as Coder's error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ContentfulStatusCode;
  readonly detail: string | undefined;
  readonly validations: readonly Validation[];
  /** Sent as plain text instead of JSON. */
  readonly plainText: boolean;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    message: string,
    options: {
      readonly detail?: string;
      readonly validations?: readonly Validation[];
      readonly plainText?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.detail = options.detail;
    this.validations = options.validations ?? [];
    this.plainText = options.plainText ?? false;
    this.headers = options.headers ?? {};
  }

  /** The JSON body. */
  get body(): { message: string; detail?: string; validations?: readonly Validation[] } {
    return {
      message: this.message,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.validations.length === 0 ? {} : { validations: this.validations }),
    };
  }
}

/** 404, for what is absent and for what the caller may not see alike. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not found, or you have no access to it.');
}

/** 404 for a path that no route has; another text than a missing object's. */
export function noRoute(): Refusal {
  return new Refusal(404, 'Route not found.');
}

/** 403 for a caller who may see the thing but not do this to it. */
export function forbidden(message = 'You may not do this.'): Refusal {
  return new Refusal(403, message);
}

/** 400 with every problem of a rule of faults. */
export function invalidRule(problems: readonly string[]): Refusal {
  return new Refusal(400, 'The rule is not valid.', {
    validations: problems.map((detail) => ({ field: 'rule', detail })),
  });
}

/** 400 with one wrong field. */
export function invalidField(field: string, detail: string, message = 'The request is not valid.'): Refusal {
  return new Refusal(400, message, { validations: [{ field, detail }] });
}
