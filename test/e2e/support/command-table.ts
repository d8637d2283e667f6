/** A line of a table of commands in the documentation, and what it says will come of it. */
export interface CommandLine {
  command: string;
  /** The first version of kubectl that knows the command; undefined when all do. */
  from: string | undefined;
  /** What the command prints when it fails, any one of these; undefined when it works. */
  failures: string[] | undefined;
}

/** The commands in the tables of a Markdown text, in their order. */
export function commandLines(markdown: string): CommandLine[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(readLine);
}

function readLine(line: string): CommandLine {
  const [, command, from = '', outcome = ''] = /^\| `(.*?)` \| ([\d.]*)\s*\| (.*) \|$/.exec(line) ?? [];
  if (command === undefined) throw new Error(`This line of the table can't be read: ${line}`);
  const isFailure = outcome.startsWith('fails with');
  if (!isFailure && !outcome.startsWith('works')) throw new Error(`This line says no outcome: ${line}`);
  const failures = [...outcome.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text);
  return { command, from: from || undefined, failures: isFailure ? failures : undefined };
}

/** The files that a Markdown text shows: YAML blocks whose first line names one. */
export function shownFiles(markdown: string): Map<string, string> {
  const blocks = markdown.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text]));
}
