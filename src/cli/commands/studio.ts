import { InvalidArgumentError, Option } from 'commander';
import { openProject } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { counted, credits } from '../../core/words.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { pollingOf, pollOption } from '../poll-option.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

const DEFAULT_PORT = 8756;

const NO_DRY_RUN = failure(
  'invalid-input',
  problem('usage', 'the studio builds what changes; it has no --dry-run', {
    hint: 'see what would be done with `imagebuild plan`; without --max-cost the studio buys nothing by itself',
  }),
);

export const studio: Command = {
  name: 'studio',
  summary: 'look at the pictures in a browser: gallery, compare, explore, approve; builds what is saved',
  group: 'Look around',
  options: () => [
    new Option(
      '--port <n>',
      `where to listen (${DEFAULT_PORT}, or the next free one); 0 takes any`,
    ).argParser(port),
    pollOption(),
    new Option('--export <folder>', 'write the gallery as a report that needs no server, and end'),
  ],
  async run(call) {
    if (call.flags.dryRun) return finish(call, NO_DRY_RUN);
    const { export: folder } = call.own as { export?: string };
    return folder === undefined ? serve(call) : exportReport(call, folder);
  },
};

async function exportReport(call: Call, folder: string): Promise<number> {
  const opened = await openProject(call.project);
  if (!opened.ok) return finish(call, opened.failure);
  const { exportStudio } = await import('../../studio/index.ts');
  const exported = await exportStudio(opened.value, call.project.cwd ?? '.', folder);
  if (!exported.ok) return finish(call, exported.failure);
  const { targets, files, bytes, page } = exported.value;
  if (call.flags.json)
    call.terminal.data(jsonText(dataDocument(call.name, { page, targets, files, bytes }, EXIT.ok)));
  else if (!call.terminal.quiet)
    call.terminal.say(
      `${counted(targets, 'target')} in ${page}, ${counted(files, 'file')}. Open it from disk.`,
    );
  return EXIT.ok;
}

async function serve(call: Call): Promise<number> {
  const { openStudio } = await import('../../studio/index.ts');
  const { port } = call.own as { port?: number };
  const { maxCost, ...build } = buildOptions(call);
  const opened = await openStudio({
    request: call.project,
    build: { ...build, patterns: [] },
    poll: pollingOf(call),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(port === undefined ? { port: DEFAULT_PORT, orNext: true } : { port }),
  }).catch((error: NodeJS.ErrnoException) => error);
  if (opened instanceof Error) return finish(call, cannotListen(opened, port ?? DEFAULT_PORT));
  announce(call, opened.address, maxCost);
  try {
    await Promise.race([new Promise<void>((done) => call.stop.onFirst(done)), opened.ended]);
  } finally {
    await opened.close();
  }
  return exitCodeOf('interrupted', call.stop.received);
}

/**
 * Says where to look. The token is written past the terminal, which would take it out as it does with every secret:
 * the user must have it, and nobody else sees this line.
 */
function announce({ flags, terminal }: Call, address: string, maxCost: number | undefined): void {
  if (flags.json) {
    const ready = { schemaVersion: 1, command: 'studio', ok: true, url: address };
    return void process.stdout.write(`${JSON.stringify(ready)}\n`);
  }
  terminal.stream.write(`The studio is open: ${address}\n`);
  if (terminal.quiet) return;
  const spending =
    maxCost === undefined ? 'Spending is held; arm it there.' : `It may spend ${credits(maxCost)}.`;
  terminal.say(terminal.style('dim', `What you save is built and shown there. ${spending} Ctrl-C ends.`));
}

function cannotListen({ code, message }: NodeJS.ErrnoException, wanted: number) {
  const reason = code === 'EADDRINUSE' ? 'the port is taken' : (code ?? message);
  const hint = code === 'EADDRINUSE' ? 'give another --port; 0 takes any free one' : undefined;
  return failure(
    'unexpected',
    problem('system', `cannot listen on 127.0.0.1:${wanted}: ${reason}`, { hint }),
  );
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('give a number from 0 to 65535');
  return value;
}
