import {
  type ExplainedReason,
  explainReasons,
  openProject,
  planProject,
  type Sibling,
  siblingsOf,
} from '../../build/index.ts';
import { credits } from '../../core/words.ts';
import { isSettingsReason, type PlannedTarget, reasonText } from '../../plan/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { unknownTarget } from '../unknown-target.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const why: Command = {
  name: 'why',
  summary: 'what changed about a target, old → new, and where that stands',
  group: 'Look around',
  arguments: [{ name: '<id>', description: 'a target' }],
  async run(call) {
    const [id = ''] = call.args;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const planned = await planProject(opened.value);
    if (!planned.ok) return finish(call, planned.failure);
    const removal = planned.value.plan.removals.find((removal) => removal.id === id);
    if (removal) {
      const reasons = [{ code: 'no-longer-declared', origins: [] }];
      if (call.flags.json)
        call.terminal.data(
          jsonText(dataDocument('why', { id, action: 'remove', reasons, estimatedCredits: 0 }, EXIT.ok)),
        );
      else
        call.terminal.show(
          `${id}: remove, since it is no longer in the manifest. Its master stays until \`imagebuild prune\`.`,
        );
      return EXIT.ok;
    }
    const target = planned.value.plan.targets.find((target) => target.id === id);
    if (target === undefined) return finish(call, unknownTarget(id, opened.value.graph.targets.keys()));
    const damage = planned.value.damage.filter((found) => found.target === id);
    const exitCode = damage.length > 0 ? EXIT.damage : EXIT.ok;
    const reasons = explainReasons(target, opened.value.manifest);
    const siblings = await siblingsOf(target, planned.value.workspace.store);
    if (call.flags.json) {
      const shown = reasons.map(({ origins, ...reason }) => ({
        ...reason,
        layers: origins.map(({ layer, location }) => ({
          layer,
          file: location.file,
          line: location.line,
          column: location.column,
        })),
      }));
      call.terminal.data(
        jsonText(
          dataDocument(
            'why',
            {
              id,
              action: target.action,
              reasons: shown,
              estimatedCredits: target.estimatedCredits ?? null,
              siblings,
              ...(target.entry?.approval ? { approval: target.entry.approval } : {}),
              ...(target.entry?.adoption ? { adoption: target.entry.adoption } : {}),
            },
            exitCode,
            damage,
          ),
        ),
      );
    } else {
      const lines = [
        ...describe(target, reasons, call.terminal),
        ...standing(target),
        ...alternatives(siblings),
      ];
      for (const line of lines) call.terminal.show(line);
    }
    sayDiagnostics(damage, call.terminal);
    return exitCode;
  },
};

function describe(target: PlannedTarget, reasons: readonly ExplainedReason[], terminal: Terminal): string[] {
  const cost =
    target.action === 'generate'
      ? target.target.paid
        ? `, for ${target.conditional ? 'up to ' : ''}${credits(target.estimatedCredits)}`
        : ', for free'
      : '';
  const lines = [`${terminal.styleData('bold', target.id)}: ${target.action}${cost}`];
  for (const reason of reasons) {
    const origin = reason.origins
      .map(({ layer, location }) => `${layer}, ${location.file}:${location.line}:${location.column}`)
      .join('; ');
    lines.push(
      '',
      `  ${reasonText([reason])}${origin === '' ? '' : terminal.styleData('dim', `  (${origin})`)}`,
    );
    // Its versions are in the sentence.
    if (isSettingsReason(reason)) continue;
    if (reason.from !== undefined) lines.push(`    ${terminal.styleData('red', `- ${shown(reason.from)}`)}`);
    if (reason.to !== undefined) lines.push(`    ${terminal.styleData('green', `+ ${shown(reason.to)}`)}`);
    if (reason.from !== undefined && reason.to === undefined && reason.code === 'input-changed')
      lines.push(`    ${terminal.styleData('green', '+ known when that input has been made')}`);
  }
  return lines;
}

/** What people have said of its picture, and made of it. */
function standing({ entry }: PlannedTarget): string[] {
  if (entry === undefined) return [];
  const { adoption, approval, master } = entry;
  const by = approval?.by === undefined ? '' : ` by ${approval.by}`;
  const note = approval?.note === undefined ? '' : `: ${approval.note}`;
  const lines = [
    ...(adoption ? [`adopted: ${adoption.reason}`] : []),
    ...(approval?.master === master.digest ? [`approved${by}${note}`] : []),
  ];
  return lines.map((line) => `  ${line}`);
}

/** Pictures that can be had instead, at no cost. */
function alternatives(siblings: readonly Sibling[]): string[] {
  const seeds = siblings.flatMap(({ seed }) => seed ?? []);
  if (seeds.length === 0) return [];
  return [
    '',
    `  bought together with this picture and kept, to be had at no cost with seed: ${seeds.join(', ')}`,
  ];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
