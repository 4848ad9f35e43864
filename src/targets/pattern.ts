import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { didYouMean } from '../core/suggest.ts';
import { dependenciesOf, type Target, type TargetGraph, type TargetId } from './target.ts';

/** What the user names on the command line: an id glob, or `tag:x`. `changed:REF` is made into ids before. */
export type Pattern = string;

/** The targets that patterns select; all of them when there are none. A pattern that selects nothing is a problem. */
export function selectTargets(
  graph: TargetGraph,
  patterns: readonly Pattern[],
  changed: ReadonlyMap<string, ReadonlySet<TargetId>> = new Map(),
): { selected: ReadonlySet<TargetId>; problems: Diagnostic[] } {
  if (patterns.length === 0) return { selected: new Set(graph.targets.keys()), problems: [] };
  const selected = new Set<TargetId>();
  const problems: Diagnostic[] = [];
  for (const pattern of patterns) {
    const matches = matcher(pattern, changed);
    const before = selected.size;
    let matched = false;
    for (const target of graph.targets.values()) {
      if (!matches(target)) continue;
      matched = true;
      selected.add(target.id);
    }
    const mayBeEmpty = pattern.startsWith('changed:');
    if (!matched && !mayBeEmpty && selected.size === before) {
      const known = pattern.startsWith('tag:')
        ? new Set([...graph.targets.values()].flatMap(({ tags }) => tags.map((tag) => `tag:${tag}`)))
        : new Set([...graph.targets.values()].flatMap(({ asset, id }) => [asset, id]));
      problems.push(
        problem('no-match', `no target matches "${pattern}"`, { hint: didYouMean(pattern, known) }),
      );
    }
  }
  return { selected, problems };
}

/** The selection and everything it is made from. */
export function withDependencies(graph: TargetGraph, selected: ReadonlySet<TargetId>): ReadonlySet<TargetId> {
  const needed = new Set<TargetId>();
  const pending = [...selected];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const target = graph.targets.get(id);
    if (target === undefined || needed.has(id)) continue;
    needed.add(id);
    pending.push(...dependenciesOf(target));
  }
  return needed;
}

function matcher(
  pattern: Pattern,
  changed: ReadonlyMap<string, ReadonlySet<TargetId>>,
): (target: Target) => boolean {
  if (pattern.startsWith('tag:')) {
    const tag = globMatcher(pattern.slice('tag:'.length));
    return ({ tags }) => tags.some(tag);
  }
  const ids = changed.get(pattern);
  if (ids !== undefined) return ({ id }) => ids.has(id);
  const matches = globMatcher(pattern);
  // An asset's name, or an asset and scene, stand for everything below them.
  return ({ id, asset, scene }) => matches(id) || pattern === asset || pattern === `${asset}/${scene}`;
}

/** `*` stops at `/`, `**` does not, `?` is one character; everything else is literal. Never backtracks badly. */
function globMatcher(glob: string): (text: string) => boolean {
  const tokens = glob.match(/\*\*|\*|\?|[^*?]/gsu) ?? [];
  return (text) => {
    const characters = [...text];
    let states = closure(new Set([0]), tokens);
    for (const character of characters) {
      const next = new Set<number>();
      for (const state of states) {
        const token = tokens[state];
        if (token === '**' || (token === '*' && character !== '/')) next.add(state);
        else if (token === character || (token === '?' && character !== '/')) next.add(state + 1);
      }
      states = closure(next, tokens);
    }
    return states.has(tokens.length);
  };
}

/** A star may also stand for nothing. */
function closure(states: Set<number>, tokens: readonly string[]): Set<number> {
  for (const state of states) if (tokens[state] === '*' || tokens[state] === '**') states.add(state + 1);
  return states;
}
