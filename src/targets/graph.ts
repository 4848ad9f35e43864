import type { Catalog } from '../core/catalog.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Manifest, SettingsLayer } from '../manifest/index.ts';
import { combinations, countCombinations } from './cells.ts';
import { resolveTarget } from './resolve.ts';
import { dependenciesOf, type Target, type TargetGraph, type TargetId } from './target.ts';

/** More targets than this are refused before any is made. */
export const TARGET_LIMIT = 1_000_000;

/** Manifest → targets, inputs before the targets made from them. All problems come in one run. */
export function expandTargets(
  manifest: Manifest,
  catalog: Catalog,
  profile?: SettingsLayer,
): Result<TargetGraph> {
  const tooMany = checkCount(manifest);
  if (tooMany) return fail(failure('invalid-input', tooMany));
  const found = new Map<TargetId, Target>();
  const diagnostics = new Diagnostics();
  for (const asset of manifest.assets) {
    const expanded = combinations(asset, manifest);
    diagnostics.add(expanded.problems);
    for (const combination of expanded.combinations) {
      const { target, problems } = resolveTarget(asset, combination, { manifest, catalog, profile });
      diagnostics.add(problems);
      if (target && found.has(target.id)) diagnostics.add([sameId(target, manifest)]);
      else if (target) found.set(target.id, target);
    }
  }
  // References into targets that failed would only repeat their trouble.
  if (diagnostics.errors.length === 0) diagnostics.add(unknownReferences(found, manifest));
  if (diagnostics.errors.length > 0) return fail(failure('invalid-input', ...diagnostics.errors));
  const { order, cycle } = sort(found);
  if (cycle) return fail(failure('invalid-input', cycleProblem(cycle, found, manifest)));
  return succeed({ targets: new Map(order.map((target) => [target.id, target])) }, diagnostics.warnings);
}

function checkCount(manifest: Manifest): Diagnostic | undefined {
  let count = 0;
  for (const asset of manifest.assets) {
    count += countCombinations(asset);
    if (count > TARGET_LIMIT) {
      return problem(
        'too-many-targets',
        `the manifest stands for more than ${TARGET_LIMIT.toLocaleString('en')} targets`,
        {
          location: manifest.locate(asset.layer.place, 'key'),
          hint: 'scenes, rows and axes multiply; split the asset or exclude cells',
        },
      );
    }
  }
  return undefined;
}

/** Names are joined by dots and may hold dots themselves: `a.b` and `c` read like `a` and `b.c`. */
function sameId({ id, place }: Target, manifest: Manifest): Diagnostic {
  return problem('duplicate-target', `two combinations are both called "${id}"`, {
    location: manifest.locate(place, 'key'),
    hint: 'the names of values are joined by dots; rename one that has a dot of its own',
  });
}

/** One mistake in a shared place is one diagnostic, however many targets it meets. */
class Diagnostics {
  readonly errors: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  add(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { code, message, location, target } = diagnostic;
      const identity = `${code}\0${message}\0${location?.file}\0${location?.line}\0${location?.column}\0${location ? '' : target}`;
      if (this.#seen.has(identity)) continue;
      this.#seen.add(identity);
      (diagnostic.severity === 'error' ? this.errors : this.warnings).push(diagnostic);
    }
  }
}

function unknownReferences(targets: ReadonlyMap<TargetId, Target>, manifest: Manifest): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const target of targets.values()) {
    for (const input of target.inputs.values()) {
      if (input.kind !== 'target' || targets.has(input.id)) continue;
      const below = [...targets.keys()].filter(
        (id) => id.startsWith(`${input.id}/`) || id.startsWith(`${input.id}@`),
      );
      const hint =
        below.length > 0
          ? `say which: ${below.slice(0, 8).join(', ')}`
          : didYouMean(input.id, targets.keys());
      problems.push(
        problem('unknown-target', `there is no target "${input.id}"`, {
          location: manifest.locate(input.place),
          hint: hint && `${input.id.includes('.') ? 'a file begins with ./; ' : ''}${hint}`,
        }),
      );
    }
  }
  return problems;
}

/** Depth first, without recursion: chains may be as long as the manifest. */
function sort(targets: ReadonlyMap<TargetId, Target>): { order: Target[]; cycle?: TargetId[] } {
  const order: Target[] = [];
  const state = new Map<TargetId, 'open' | 'done'>();
  for (const root of targets.values()) {
    if (state.has(root.id)) continue;
    const stack = [{ target: root, pending: dependenciesOf(root) }];
    state.set(root.id, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.pending.pop();
      if (next === undefined) {
        state.set(top.target.id, 'done');
        order.push(top.target);
        stack.pop();
        continue;
      }
      const target = targets.get(next);
      if (target === undefined || state.get(next) === 'done') continue;
      if (state.get(next) === 'open') {
        const ids = stack.map((frame) => frame.target.id);
        return { order, cycle: [...ids.slice(ids.indexOf(next)), next] };
      }
      state.set(next, 'open');
      stack.push({ target, pending: dependenciesOf(target) });
    }
  }
  return { order };
}

function cycleProblem(
  cycle: readonly TargetId[],
  targets: ReadonlyMap<TargetId, Target>,
  manifest: Manifest,
): Diagnostic {
  const [first, second] = cycle;
  const input = [...(targets.get(first ?? '')?.inputs.values() ?? [])].find(
    (reference) => reference.kind === 'target' && reference.id === second,
  );
  return problem('dependency-cycle', `these targets are made from each other: ${cycle.join(' → ')}`, {
    location: input && manifest.locate(input.place),
    hint: 'one of them must begin from a prompt or a file',
  });
}
