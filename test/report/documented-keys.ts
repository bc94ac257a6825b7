/** Their keys are names of flags and figures, not of the format. */
const FREE_FORM = ['environment.flags', 'environment.how_obtained'];

/** The places of all figures and texts in some JSON. */
export function keyPaths(value: unknown, path = ''): readonly string[] {
  if (FREE_FORM.includes(path) || typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) {
    const records = value.filter((element) => typeof element === 'object' && element !== null);
    return records.length === 0 ? [`${path}[]`] : records.flatMap((record) => keyPaths(record, `${path}[]`));
  }
  return Object.entries(value).flatMap(([key, field]) =>
    keyPaths(field, path === '' ? key : `${path}.${key}`),
  );
}

/** `a.{b,c}` as `a.b` and `a.c`. */
export function expanded(path: string): readonly string[] {
  const match = /^(.*?)\{([^}]*)\}(.*)$/.exec(path);
  if (match === null) return [path];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expanded(`${before}${choice}${after}`));
}

/** The names in the first column of a page's tables. */
export function firstCells(page: string): readonly string[] {
  return [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);
}
