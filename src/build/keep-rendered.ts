import { isSettingsReason, type Plan, type PlannedOutput } from '../plan/index.ts';
import { lockOutputs } from './execute-target.ts';
import type { Run } from './run.ts';

/**
 * Takes the files of targets that this run leaves alone for what earlier frozen builds have made of them. The lock does not
 * know of those, where another version of this program has written it: they would be published under the names of before,
 * and be cleared away.
 */
export function keepRendered(plan: Plan, { entries, planner, workspace }: Run): void {
  const { graph } = workspace.project;
  if (plan.targets.length === graph.targets.size) return;
  const done = new Set(plan.targets.map(({ id }) => id));
  for (const target of graph.targets.values()) {
    if (done.has(target.id)) continue;
    const { entry, outputs, reasons } = planner.plan(target);
    if (entry === undefined || !reasons.some(isSettingsReason)) continue;
    const rendered = outputs.filter((output) => output.earlier !== undefined && isThere(output));
    if (rendered.length === 0) continue;
    entries.set(target.id, { ...entry, outputs: { ...entry.outputs, ...lockOutputs(rendered) } });
  }
}

function isThere({ files }: PlannedOutput): boolean {
  return files.every(({ state }) => state === 'fresh');
}
