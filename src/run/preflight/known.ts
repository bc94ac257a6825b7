import { CoderApiError, NotCoderError } from '../../codersdk/index.js';

/** A fact, or why it cannot be told. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

/** A fact that is known. */
export const known = <T>(value: T): Known<T> => ({ known: true, value });

/**
 * What the deployment answers, or that it does not tell: it may not have the route, keep it from us, or answer in a
 * way that we do not know. A run does not depend on it.
 * @throws ConnectionError when it does not answer at all, and CoderApiError when there is no session.
 */
export async function asked<T>(reading: Promise<T>): Promise<Known<T>> {
  try {
    return known(await reading);
  } catch (error) {
    if (error instanceof CoderApiError && error.status !== 401) return { known: false, why: refusal(error) };
    if (error instanceof NotCoderError) return { known: false, why: error.message };
    throw error;
  }
}

/** As {@link asked}, for a route that not every deployment has; `null`: this one has not. */
export async function askedOfSome<T>(reading: Promise<T>): Promise<Known<T | null>> {
  return asked(
    reading.catch((error: unknown) => {
      if (error instanceof CoderApiError && error.status === 404) return null;
      throw error;
    }),
  );
}

function refusal({ status, method, path }: CoderApiError): string {
  return status === 403 || status === 404
    ? `this token may not see it (${method} ${path} answered ${status})`
    : `${method} ${path} answered ${status}`;
}
