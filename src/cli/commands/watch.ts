import {
  openProject,
  openWatchSession,
  openWorkspace,
  type Polling,
  selectNamed,
  type WatchRound,
} from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import { credits, seconds } from '../../core/words.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { noteInFlight } from '../in-flight.ts';
import { PATTERNS } from '../patterns.ts';
import { pollingOf, pollOption } from '../poll-option.ts';
import { stoppingText } from '../reporters/plain.ts';
import { type LiveLines, liveLines } from '../reporters/tty.ts';
import { reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { RoundTeller } from '../views/watch-round.ts';

const NO_DRY_RUN = failure(
  'invalid-input',
  problem('usage', 'watch builds what changes; it has no --dry-run', {
    hint: 'see what would be done with `imagebuild plan`; without --max-cost watching spends nothing',
  }),
);

export const watch: Command = {
  name: 'watch',
  summary: 'build whenever a file is saved; spends nothing without --max-cost',
  group: 'Build',
  arguments: PATTERNS,
  options: () => [pollOption()],
  async run(call) {
    const { flags, stop, terminal } = call;
    if (flags.dryRun) return finish(call, NO_DRY_RUN);
    const poll = pollingOf(call);
    const nothing = await namesNothing(call);
    if (nothing) return finish(call, nothing);
    const machine = flags.json || flags.reporter === 'jsonl';
    const live = terminal.live && !machine && !terminal.quiet;
    const tell = machine ? documentTeller(call) : peopleTeller(call, poll);
    const inFlight = new Set<string>();
    let lines: LiveLines | undefined;
    const renew = async () => {
      lines?.end();
      if (live) lines = await liveLines(terminal);
    };
    await renew();
    const session = openWatchSession(call.project, {
      ...buildOptions(call),
      keepGoing: true,
      poll,
      listener(event) {
        noteInFlight(event, inFlight);
        lines?.hear(event);
      },
      onRound(round) {
        // Ready before the next round has anything to show.
        if (round.built) void renew();
        else lines?.hide();
        tell(round);
      },
    });
    stop.onFirst(() => {
      lines?.hide();
      if (!machine && inFlight.size > 0) terminal.say(stoppingText(inFlight.size));
    });
    await session.ended;
    lines?.end();
    return exitCodeOf('interrupted', stop.received);
  },
};

/** Patterns that match nothing, for which it would wait for ever; while the manifest is broken nobody can tell. */
async function namesNothing({ args, project }: Call): Promise<Failure | undefined> {
  if (args.length === 0) return undefined;
  const opened = await openProject(project);
  const workspace = opened.ok ? await openWorkspace(opened.value) : undefined;
  const named = workspace?.ok ? await selectNamed(workspace.value, args) : undefined;
  return named && !named.ok ? named.failure : undefined;
}

/** One JSON document a round. */
function documentTeller({ name, terminal }: Call): (round: WatchRound) => void {
  return ({ report, because, durationMs, overtaken }) => {
    const document = reportDocument(name, report, exitCodeOf(report.failure), durationMs);
    terminal.data(`${JSON.stringify({ type: 'summary', ...document, because, overtaken })}\n`);
  };
}

function peopleTeller(
  { terminal, flags: { maxCost } }: Call,
  poll: Polling | undefined,
): (round: WatchRound) => void {
  const teller = new RoundTeller(terminal);
  let told = false;
  return (round) => {
    teller.tell(round);
    if (told) return;
    told = true;
    const money =
      maxCost === undefined
        ? 'Spending is off; --max-cost CREDITS allows it.'
        : `May spend ${credits(maxCost)}.`;
    const how = typeof poll === 'number' ? `Looking at files every ${seconds(poll)}.` : 'Watching.';
    terminal.say(terminal.style('dim', `${how} ${money} Ctrl-C ends.`));
  };
}
