import { Option } from 'commander';
import { openProject, type Project } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { counted } from '../../core/words.ts';
import { adopt as adoptFile, release } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const adopt: Command = {
  name: 'adopt',
  summary: 'make a retouched picture the master of a target; generation then leaves it alone',
  group: 'Build',
  arguments: [
    { name: '<id>', description: 'a target' },
    { name: '[file]', description: 'the picture, anywhere on the disk' },
  ],
  options: () => [
    new Option('--reason <text>', 'why, in a few words'),
    new Option('--release', 'give the target back to generation, with the generated picture that was kept'),
  ],
  async run(call) {
    const [id = '', file] = call.args;
    const { reason } = call.own as { reason?: string };
    const releases = call.own.release === true;
    if (releases ? file !== undefined : file === undefined || reason === undefined) {
      const hint = `imagebuild adopt ${id} FILE --reason TEXT, or imagebuild adopt ${id} --release`;
      const message = 'adopt takes a file and a reason, or gives a target back with --release alone';
      return finish(call, failure('invalid-input', problem('usage', message, { hint })));
    }
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    return releases
      ? runRelease(id, opened.value, call)
      : runAdopt(id, file ?? '', reason ?? '', opened.value, call);
  },
};

async function runAdopt(
  id: string,
  file: string,
  reason: string,
  project: Project,
  call: Call,
): Promise<number> {
  const request = { target: id, file, folder: call.project.cwd ?? process.cwd(), reason };
  const adopted = await adoptFile(project, request, { ...buildOptions(call), dryRun: call.flags.dryRun });
  if (!adopted.ok) return finish(call, adopted.failure);
  const { report, ...own } = adopted.value;
  const lines = own.changed
    ? [
        `${file} ${call.flags.dryRun ? 'would be' : 'is'} the master of ${id} now; generation leaves it alone.`,
        ...(own.generated === undefined
          ? []
          : [
              `The generated picture is kept: \`imagebuild adopt ${id} --release\` brings it back at no cost.`,
            ]),
      ]
    : [`${id} has this very picture already; nothing was changed.`];
  return tell(report, own, lines, call);
}

async function runRelease(id: string, project: Project, call: Call): Promise<number> {
  const released = await release(project, id, { ...buildOptions(call), dryRun: call.flags.dryRun });
  if (!released.ok) return finish(call, released.failure);
  const { report, ...own } = released.value;
  const lines = own.master
    ? [
        `${id} ${call.flags.dryRun ? 'would have' : 'has'} its generated picture again${report.counts.generated > 0 ? ', drawn anew for its present settings' : ''}; nothing was bought.`,
      ]
    : [
        `${id} is free again, but no generated picture is kept for what the manifest asks for.`,
        'See what making one costs with `imagebuild plan`.',
      ];
  return tell(report, own, lines, call);
}

function tell(
  report: Parameters<typeof reportDocument>[1],
  own: object,
  lines: readonly string[],
  call: Call,
): number {
  const exitCode = exitCodeOf(report.failure);
  if (call.flags.json) {
    const document = reportDocument(call.name, report, exitCode, Date.now() - call.startedAt);
    call.terminal.data(jsonText({ ...document, ...own }));
    return exitCode;
  }
  sayDiagnostics(report.errors, call.terminal);
  if (call.flags.quiet) return exitCode;
  sayDiagnostics(report.warnings, call.terminal);
  for (const line of lines) call.terminal.say(line);
  if (report.filesWritten > 0) call.terminal.say(`${counted(report.filesWritten, 'file')} written.`);
  return exitCode;
}
