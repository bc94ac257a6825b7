import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { EmbeddedTemplate, ImportedWorkspace } from '../embedded/index.js';
import type { NamedTemplate } from '../run/index.js';
import { messageOf } from '../storm/index.js';

/** What files say about the embedded deployment. */
export interface EmbeddedFiles {
  /** `null`: its own. */
  readonly templates: readonly EmbeddedTemplate[] | null;
  readonly imported: readonly ImportedWorkspace[];
  /** What is wrong, each naming its flag. */
  readonly problems: readonly string[];
}

const MAX_TEMPLATE_FILE_BYTES = 4 * 1024 * 1024;
/** Problems of one file that are told; a file of the wrong kind would have one on every line. */
const TOLD = 100;

/** Reads the files that `--template-file` and `--import` name. */
export async function readEmbeddedFiles(
  flags: { readonly templateFile: string | null; readonly importFile: string | null },
  cwd: string,
): Promise<EmbeddedFiles> {
  const none = { templates: null, imported: [], problems: [] };
  if (flags.templateFile === null && flags.importFile === null) return none;
  // A client of another deployment does without the server's code in its memory.
  const { MAX_IMPORT_BYTES, readScheduleImport, readTemplateFile } = await import('../embedded/index.js');
  const problems: string[] = [];
  const read = async <T extends { readonly problems: readonly string[] }>(
    flag: string,
    path: string | null,
    maxBytes: number,
    parse: (text: string) => T,
  ): Promise<T | null> => {
    if (path === null) return null;
    const text = await readText(isAbsolute(path) ? path : join(cwd, path), maxBytes);
    if ('problem' in text) {
      problems.push(`--${flag} ${path}: ${text.problem}`);
      return null;
    }
    const parsed = parse(text.text);
    problems.push(...told(parsed.problems).map((problem) => `--${flag} ${path}: ${problem}`));
    return parsed;
  };
  const templates = await read(
    'template-file',
    flags.templateFile,
    MAX_TEMPLATE_FILE_BYTES,
    readTemplateFile,
  );
  const schedules = await read('import', flags.importFile, MAX_IMPORT_BYTES, readScheduleImport);
  return { templates: templates?.templates ?? null, imported: schedules?.workspaces ?? [], problems };
}

/** Reads the file that `--template-file` names, as the model has templates; without one nothing. */
export async function readPlanTemplates(
  templateFile: string | null,
  cwd: string,
): Promise<{ readonly templates: readonly NamedTemplate[]; readonly problems: readonly string[] }> {
  if (templateFile === null) return { templates: [], problems: [] };
  const { modelTemplate } = await import('../embedded/index.js');
  const { problems, templates } = await readEmbeddedFiles({ templateFile, importFile: null }, cwd);
  const named = (templates ?? []).map((template) => ({
    name: template.name,
    model: modelTemplate(template),
  }));
  const twice = named.find(({ name }, i) => named.findIndex((one) => one.name === name) !== i);
  return {
    templates: named,
    problems:
      twice === undefined
        ? problems
        : [...problems, `--template-file ${templateFile}: has ${twice.name} twice`],
  };
}

async function readText(
  path: string,
  maxBytes: number,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return { problem: `is larger than ${maxBytes / 1024 / 1024} MiB` };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function told(problems: readonly string[]): readonly string[] {
  if (problems.length <= TOLD) return problems;
  return [...problems.slice(0, TOLD), `… and ${problems.length - TOLD} more lines are wrong`];
}
