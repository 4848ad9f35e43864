import { relative } from 'node:path';
import { Option } from 'commander';
import { keepOutOfGit, openProject, openWorkspace, type Project, ReportFolder } from '../../build/index.ts';
import type { Result } from '../../core/result.ts';
import {
  becauseText,
  DIFF_REPORT,
  type DiffedTarget,
  differenceText,
  diffProject,
  type ProjectDiff,
  summaryOf,
} from '../../review/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const diff: Command = {
  name: 'diff',
  summary: 'before and after of every picture against a git revision, with a page to look at',
  group: 'Look around',
  arguments: [{ name: '[revision]', description: 'a commit, a branch or a tag; HEAD when absent' }],
  options: () => [
    new Option('--report <folder>', 'where the page goes').default(undefined, '.imagebuild/diff'),
  ],
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const workspace = await openWorkspace(opened.value);
    if (!workspace.ok) return finish(call, workspace.failure);
    const openReport = call.flags.dryRun ? undefined : () => reportFolder(opened.value, call);
    const compared = await diffProject(workspace.value, call.args[0] ?? 'HEAD', openReport);
    if (!compared.ok) return finish(call, compared.failure);
    const { page: written } = compared.value;
    const page = written && relative(call.project.cwd ?? '.', written);
    if (call.flags.json) {
      const data = { config: opened.value.manifest.file, page, ...documentOf(compared.value) };
      call.terminal.data(jsonText(dataDocument(call.name, data, EXIT.ok)));
    } else await show(compared.value, page, call);
    return EXIT.ok;
  },
};

async function reportFolder(
  project: Project,
  { own, project: { cwd = '.' } }: Call,
): Promise<Result<ReportFolder>> {
  const { report } = own as { report?: string };
  if (report !== undefined) return ReportFolder.open(cwd, report, DIFF_REPORT);
  await keepOutOfGit(project.paths.state, 'diff');
  return ReportFolder.open(project.paths.root, '.imagebuild/diff', DIFF_REPORT);
}

function documentOf({ revision, commit, metric, counts, targets }: ProjectDiff) {
  return {
    revision,
    commit,
    metric,
    counts,
    targets: targets.map(({ before, after, difference, heatMap, note, ...target }) => ({
      ...target,
      ...(note === undefined ? {} : { note }),
      ...(difference
        ? {
            score: difference.score,
            structure: difference.structure,
            colour: difference.colour,
            sameSize: difference.sameSize,
          }
        : {}),
      ...(before ? { before: { ...before.master, held: before.held } } : {}),
      ...(after ? { after: { ...after.master, held: after.held } } : {}),
    })),
  };
}

async function show(compared: ProjectDiff, page: string | undefined, { terminal }: Call): Promise<void> {
  const { targets, revision, locked } = compared;
  const rows = targets.map((target) => [target.id, ...told(target)]);
  const lines = await table(
    rows.length > 0 ? [['picture', 'score', `since ${revision}`, 'because'], ...rows] : [],
    (cell, column, row) => terminal.styleData(row === 0 ? 'bold' : column === 3 ? 'dim' : 'plain', cell),
  );
  for (const line of lines) terminal.show(line);
  terminal.say(`${summaryOf(compared)}${locked ? ` since ${revision}` : ''}.`);
  if (page !== undefined) terminal.say(`Look at ${page}`);
}

function told(target: DiffedTarget): [string, string, string] {
  const score = target.difference?.score.toFixed(3) ?? '';
  switch (target.change) {
    case 'changed':
      return [score, differenceText(target), becauseText(target)];
    case 'new':
    case 'gone':
      return [score, target.change, ''];
    case 'recipe':
    case 'files':
      return [score, 'the same picture', becauseText(target)];
  }
}
