import completion, { type Option } from '@bomb.sh/tab';
import addCompletion from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { FAULT_KINDS } from '../embedded/faults/index.js';
import { COMPARISON_FORMATS, OUTPUT_FORMATS, PLAN_FORMATS } from '../report/index.js';

/** Values to offer that only the caller knows. Called when somebody presses Tab, so it must answer at once. */
export interface CompletionSuggestions {
  /** Names for `--template`. */
  readonly templates?: () => readonly string[];
}

/**
 * Adds the command `complete`: with a shell's name it prints that shell's completion script, with `--` and a command
 * line it answers the script. Call it when every other command is there. Writes to the process's own standard output.
 */
export function installCompletion(program: Command, suggest: CompletionSuggestions = {}): void {
  // The library keeps one tree for the whole process: without this a second program would offer the first's commands.
  for (const part of [completion.commands, completion.options, completion.arguments]) part.clear();
  const root = addCompletion(program);
  for (const [name, command] of [['', root] as const, ...root.commands.entries()]) {
    offer(command.options.get('template'), () => (suggest.templates?.() ?? []).map((name) => [name, '']));
    offer(command.options.get('output'), () =>
      Object.entries(formatsOf(name)).map(([format, { description }]) => [format, description]),
    );
    offer(command.options.get('fault'), () =>
      Object.values(FAULT_KINDS).map(({ name, summary }) => [name, summary]),
    );
  }
  program.commands
    .find((one) => one.name() === COMMAND)
    ?.description(SUMMARY)
    .addHelpText('after', HOW_TO);
  const offered = root.commands.get(COMMAND);
  if (offered !== undefined) offered.description = SUMMARY;
}

function formatsOf(command: string): Readonly<Record<string, { readonly description: string }>> {
  if (command === 'compare') return COMPARISON_FORMATS;
  return command.startsWith('plan ') ? PLAN_FORMATS : OUTPUT_FORMATS;
}

const COMMAND = 'complete';
const SUMMARY = 'print the script that completes commands and flags in your shell';
const HOW_TO = `
To switch it on in this shell (in its start-up file: for good):
  bash        source <(nineam complete bash)    needs the package bash-completion
  zsh         source <(nineam complete zsh)     after compinit
  fish        nineam complete fish | source
  PowerShell  nineam complete powershell | Out-String | Invoke-Expression
`;

function offer(option: Option | undefined, values: () => readonly (readonly [string, string])[]): void {
  if (option === undefined) return;
  option.handler = (complete) => {
    for (const [value, description] of values()) complete(value, description);
  };
}
