import { relative } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import {
  type DriftPlan,
  type DriftWish,
  keepOutOfGit,
  openProject,
  openWorkspace,
  type Project,
  planDrift,
  ReportFolder,
} from '../../build/index.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { BuildEvent } from '../../core/events.ts';
import type { Result } from '../../core/result.ts';
import { counted, credits } from '../../core/words.ts';
import {
  DRIFT_REPORT,
  driftProject,
  driftSummary,
  driftText,
  type ProjectDrift,
  USUAL_THRESHOLD,
} from '../../review/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { wholeFromOne } from '../flags.ts';
import { heartbeat } from '../heartbeat.ts';
import { PATTERNS } from '../patterns.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, diagnosticDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const drift: Command = {
  name: 'drift',
  summary: 'make a few locked pictures again, and see whether their providers still draw the same',
  group: 'Keep',
  arguments: PATTERNS,
  options: () => [
    new Option('--sample <n>', 'so many targets, drawn at random (3, or all that patterns name)').argParser(
      wholeFromOne,
    ),
    new Option('--threshold <score>', 'from 0 to 1: a score above it counts as drifted')
      .argParser(score)
      .default(USUAL_THRESHOLD),
    new Option('--report <folder>', 'where the page goes').default(undefined, '.imagebuild/drift/report'),
  ],
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const project = opened.value;
    const own = call.own as { sample?: number; threshold: number };
    const wish = { patterns: call.args, sample: own.sample };
    if (call.flags.dryRun) return price(project, wish, call);
    const open = new Set<string>();
    const endBeat = heartbeat(call, () =>
      open.size > 0 ? `waiting for ${[...open].join(', ')}` : undefined,
    );
    const options = { ...buildOptions(call), listener: (event: BuildEvent) => hear(event, open, call) };
    const made = await driftProject(project, wish, own.threshold, options, () =>
      reportFolder(project, call),
    ).finally(endBeat);
    if (!made.ok) return finish(call, made.failure);
    const exitCode = exitCodeOf(made.value.failure, call.stop.received);
    const page = made.value.page && relative(call.project.cwd ?? '.', made.value.page);
    if (call.flags.json) {
      const durationMs = Date.now() - call.startedAt;
      const data = { config: project.manifest.file, page, ...documentOf(made.value), durationMs };
      const errors = errorsOf(made.value);
      call.terminal.data(jsonText(dataDocument(call.name, data, exitCode, errors)));
    } else await show(made.value, page, call);
    return exitCode;
  },
};

/** Tells of what is asked for, and keeps track of it. */
function hear(event: BuildEvent, open: Set<string>, { terminal, flags }: Call): void {
  if (event.type === 'generation-requested') {
    open.add(event.target);
    const price = event.credits > 0 ? `, for ${credits(event.credits)}` : '';
    if (!terminal.quiet && !flags.json) terminal.say(`  making ${event.target} again${price}`);
  }
  if (event.type === 'master-stored') open.delete(event.target);
}

async function reportFolder(
  project: Project,
  { own, project: { cwd = '.' } }: Call,
): Promise<Result<ReportFolder>> {
  const { report } = own as { report?: string };
  if (report !== undefined) return ReportFolder.open(cwd, report, DRIFT_REPORT);
  await keepOutOfGit(project.paths.state, 'drift');
  return ReportFolder.open(project.paths.root, '.imagebuild/drift/report', DRIFT_REPORT);
}

/** Says which targets a drift would ask for, and what that would cost. */
async function price(project: Project, wish: DriftWish, call: Call): Promise<number> {
  const workspace = await openWorkspace(project);
  if (!workspace.ok) return finish(call, workspace.failure);
  const planned = await planDrift(workspace.value, wish, buildOptions(call));
  if (!planned.ok) return finish(call, planned.failure);
  const { sample, leftOut, damage, images, credits: estimatedCredits } = planned.value;
  const exitCode = damage.length > 0 ? EXIT.damage : EXIT.ok;
  if (call.flags.json) {
    const targets = sample.map(({ id, estimatedCredits: credits }) => ({ id, credits: credits ?? 0 }));
    const data = { config: project.manifest.file, images, estimatedCredits, targets, leftOut };
    call.terminal.data(jsonText(dataDocument(call.name, data, exitCode, damage)));
    return exitCode;
  }
  for (const { id } of sample) call.terminal.show(id);
  sayLeftOut(planned.value, call);
  const cost = estimatedCredits === 0 ? 'nothing' : credits(estimatedCredits);
  call.terminal.say(`${counted(sample.length, 'picture')} would be made again, for ${cost}.`);
  sayDiagnostics(damage, call.terminal);
  return exitCode;
}

function errorsOf({ targets, damage }: ProjectDrift): Diagnostic[] {
  return [...damage, ...targets.flatMap(({ error }) => error ?? [])];
}

function documentOf(made: ProjectDrift) {
  const { project: _, page: __, failure: ___, damage: ____, targets, warnings, ...drift } = made;
  return {
    ...drift,
    targets: targets.map(({ before, after, difference, heatMap: _____, error: ______, ...target }) => ({
      ...target,
      ...(difference
        ? {
            score: difference.score,
            structure: difference.structure,
            colour: difference.colour,
            sameSize: difference.sameSize,
          }
        : {}),
      before: { ...before.master, held: before.held },
      ...(after ? { after: after.master } : {}),
    })),
    warnings: warnings.map(diagnosticDocument),
  };
}

async function show(made: ProjectDrift, page: string | undefined, call: Call): Promise<void> {
  const { terminal } = call;
  if (made.goesOn !== undefined && !terminal.quiet)
    terminal.say(`Went on with the round of ${made.goesOn.slice(0, 16).replace('T', ' ')} UTC.`);
  const rows = made.targets.map((target) => [
    target.id,
    target.result === 'same' ? '0.000' : (target.difference?.score.toFixed(3) ?? ''),
    target.result,
    target.result === 'failed' ? '' : driftText(target),
  ]);
  const lines = await table(
    rows.length > 0 ? [['picture', 'score', 'result', ''], ...rows] : [],
    (cell, column, row) =>
      terminal.styleData(row === 0 ? 'bold' : column === 2 && cell === 'drifted' ? 'red' : 'plain', cell),
  );
  for (const line of lines) terminal.show(line);
  if (!terminal.quiet) sayDiagnostics(made.warnings, terminal);
  sayDiagnostics(errorsOf(made), terminal);
  if (terminal.quiet) return;
  sayLeftOut(made, call);
  const { spentCredits, unknownCredits, requests } = made.cost;
  const perhaps = unknownCredits > 0 ? `, and perhaps ${credits(unknownCredits)} more` : '';
  const spent = requests > 0 ? ` Spent ${credits(spentCredits)}${perhaps}.` : '';
  const summary = driftSummary(made);
  const stopped = made.failure === 'interrupted' ? 'Stopped; the same command goes on with this round. ' : '';
  terminal.say(`${stopped}${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${spent}`);
  if (made.targets.length > 0) terminal.say(`The same again: ${repeat(made)}`);
  if (page !== undefined) terminal.say(`Look at ${page}`);
}

function sayLeftOut({ leftOut }: Pick<DriftPlan, 'leftOut'>, { terminal }: Call): void {
  for (const { id, because } of leftOut.slice(0, 10)) terminal.say(`Left out: ${id}: ${because}.`);
  if (leftOut.length > 10) terminal.say(`… and ${leftOut.length - 10} more.`);
}

/** The command that asks for the very same sample. */
function repeat({ targets }: ProjectDrift): string {
  const total = targets.reduce((sum, { credits }) => sum + credits, 0);
  const ids = targets.map(({ id }) => (/^[\w./@-]+$/.test(id) ? id : `'${id}'`)).join(' ');
  return `imagebuild drift ${ids}${total > 0 ? ` --max-cost ${Math.round(total * 1e6) / 1e6}` : ''}`;
}

function score(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('a score from 0 to 1 is needed');
  return value;
}
