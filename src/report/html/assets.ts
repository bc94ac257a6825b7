import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A page's script and its style, as `npm run build` makes them of `web/`. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The way is the same from `src/report/html/` and from `dist/report/html/`. */
const BUILT = new URL('../../../dist/web/', import.meta.url);

const texts = new Map<string, string>();

/**
 * The report's script and style.
 * @throws Error as {@link readAsset}.
 */
export function readAssets(): Assets {
  return { script: readAsset('timeline.js'), style: readAsset('report.css') };
}

/**
 * A script or a style for a page, by the name of its file; read once.
 * @throws Error if it has not been built, or would end the element that it is put into.
 */
export function readAsset(name: 'timeline.js' | 'report.css' | 'live.js' | 'live.css'): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = builtText(name).trim();
  const forbidden = name.endsWith('.js') ? /<\/script|<!--/i : /<\//;
  if (forbidden.test(text))
    throw new Error(`dist/web/${name} holds ${forbidden}, which would end its element`);
  texts.set(name, text);
  return text;
}

/** The source expression of a content security policy that allows exactly this inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function builtText(name: string): string {
  try {
    return readFileSync(new URL(name, BUILT), 'utf8');
  } catch (error) {
    throw new Error(`dist/web/${name} is missing: run \`npm run build\``, { cause: error });
  }
}
