/**
 * The command line that does what a button does. The page shows it beside each, so that what was done by hand once
 * can be done by a script the next time. Used by the page and by the server, so nothing of Node here.
 */
export const COMMANDS = {
  build: ({
    patterns = [],
    profile,
    maxCost,
  }: {
    patterns?: readonly string[];
    profile?: string | undefined;
    maxCost?: number | undefined;
  }) => line('build', ...patterns, ...drafting(profile), ...limit(maxCost)),
  watch: ({ profile, maxCost }: { profile?: string | undefined; maxCost?: number | undefined }) =>
    line('watch', ...drafting(profile), ...limit(maxCost)),
  explore: (grid: {
    id: string;
    seeds: number;
    axes: readonly string[];
    profile?: string | undefined;
    maxCost?: number | undefined;
  }) =>
    line(
      'explore',
      grid.id,
      '--seeds',
      String(grid.seeds),
      ...grid.axes.flatMap((axis) => ['--axis', axis]),
      ...drafting(grid.profile),
      ...limit(grid.maxCost),
    ),
  pin: ({
    id,
    cell,
    profile,
    agreed,
  }: {
    id: string;
    cell: number;
    profile?: string | undefined;
    agreed: boolean;
  }) => line('pin', id, '--cell', String(cell), ...drafting(profile), ...(agreed ? ['--yes'] : [])),
  reroll: ({
    id,
    profile,
    maxCost,
    agreed,
  }: {
    id: string;
    profile?: string | undefined;
    maxCost?: number | undefined;
    agreed?: boolean | undefined;
  }) => line('reroll', id, ...drafting(profile), ...limit(maxCost), ...(agreed ? ['--yes'] : [])),
  approve: ({ id, by }: { id: string; by?: string | undefined }) =>
    line('approve', id, ...(by ? ['--by', by] : [])),
  revoke: ({ id }: { id: string }) => line('approve', id, '--revoke'),
  protect: ({ id, on, agreed }: { id: string; on: boolean; agreed?: boolean | undefined }) =>
    line('protect', id, ...(on ? [] : ['--off']), ...(agreed ? ['--yes'] : [])),
  promote: ({
    id,
    profile,
    fromDraft,
    maxCost,
  }: {
    id: string;
    profile: string;
    fromDraft: boolean;
    maxCost?: number | undefined;
  }) => line('promote', id, ...drafting(profile), ...(fromDraft ? ['--from-draft'] : []), ...limit(maxCost)),
  try: (attempt: {
    target: string;
    prompt: string;
    provider?: string | undefined;
    operation?: string | undefined;
    model?: string | undefined;
    seed?: number | undefined;
    keep?: boolean;
    maxCost?: number | undefined;
  }) =>
    line(
      'try',
      attempt.target,
      '--prompt',
      attempt.prompt,
      ...(attempt.provider ? ['--provider', attempt.provider] : []),
      ...(attempt.operation ? ['--operation', attempt.operation] : []),
      ...(attempt.model ? ['--model', attempt.model] : []),
      ...(attempt.seed ? ['--seed', String(attempt.seed)] : []),
      ...(attempt.keep ? ['--keep'] : []),
      ...limit(attempt.maxCost),
    ),
  why: ({ id }: { id: string }) => line('why', id),
  config: ({ id }: { id: string }) => line('config', id),
  diff: ({ revision }: { revision: string }) => line('diff', revision),
} as const;

function drafting(profile: string | undefined): string[] {
  return profile === undefined ? [] : ['--profile', profile];
}

function limit(maxCost: number | undefined): string[] {
  return maxCost === undefined || maxCost === 0 ? [] : ['--max-cost', String(maxCost)];
}

/** Words as a shell would take them. */
function line(...words: readonly string[]): string {
  return ['imagebuild', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
