import { InvalidArgumentError, Option } from 'commander';
import { openProject } from '../../build/index.ts';
import { credits } from '../../core/words.ts';
import { type Promotion, promote as promoteTarget, promotionOf } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { needsLeave } from '../needs-leave.ts';
import { chooseReporter } from '../reporters/index.ts';
import { dataDocument, jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const promote: Command = {
  name: 'promote',
  summary: 'make the final picture of a draft, and show both side by side',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target of which --profile has made a draft' }],
  options: () => [
    new Option('--from-draft', 'begin with the draft, and write that into the manifest (image-to-image)'),
    new Option('--strength <share>', 'with --from-draft: how far to go from it, from 0 to 1 (0.4)').argParser(
      share,
    ),
  ],
  async run(call) {
    const [target = ''] = call.args;
    const { flags, own } = call;
    // The final picture is the manifest's own; the profile only says whose draft is meant.
    const request = { ...call.project, profile: undefined };
    const opened = await openProject(request);
    if (!opened.ok) return finish(call, opened.failure);
    const strength = own.strength as number | undefined;
    const begins = own.fromDraft === true || strength !== undefined;
    const wish = { target, profile: flags.profile, ...(begins ? { fromDraft: { strength } } : {}) };
    const found = await promotionOf(opened.value, request, wish);
    if (!found.ok) return finish(call, found.failure);
    const promotion = found.value;
    const ended = price(promotion, call);
    if (ended !== undefined) return ended;
    const reporter = await chooseReporter(call, opened.value.site.outDir);
    const quiet = flags.json || flags.reporter === 'jsonl';
    const listener = quiet ? undefined : reporter.hear.bind(reporter);
    const promoted = await promoteTarget(promotion, {
      ...buildOptions(call),
      patterns: [],
      listener,
    });
    if (!promoted.ok) return finish(call, promoted.failure);
    const { report, shown, written } = promoted.value;
    const exitCode = exitCodeOf(report.failure, call.stop.received);
    const durationMs = Date.now() - call.startedAt;
    if (flags.json) {
      const document = reportDocument(call.name, report, exitCode, durationMs);
      const { profile } = promotion.draft;
      call.terminal.data(jsonText({ ...document, target, profile, ...shown, written: written ?? null }));
      return exitCode;
    }
    await reporter.end(report, exitCode, durationMs);
    if (flags.quiet) return exitCode;
    if (written) {
      const line = written.line > 0 ? `${written.file}:${written.line}` : written.file;
      call.terminal.say(`${line} says that ${target} begins with ${written.input}; commit both.`);
    }
    if (shown) call.terminal.say(`Draft and final side by side: ${shown.page} or ${shown.sheet}`);
    return exitCode;
  },
};

/** Says what it would cost; the exit code where nothing more is to be done. */
function price({ target, estimatedCredits, images, isFinal, draft, strength }: Promotion, call: Call) {
  const { flags, terminal } = call;
  const costs = images === 0 ? 'nothing' : credits(estimatedCredits);
  const what = isFinal
    ? `${target} is final already, and costs nothing again.`
    : strength !== undefined
      ? `The final ${target} from its draft (profile ${draft.profile}) costs ${costs}.`
      : `The final ${target} costs ${costs}; it is made anew, and its composition will differ from the draft (profile ${draft.profile}).`;
  if (!flags.json && !flags.quiet) terminal.say(what);
  if (flags.dryRun) {
    const data = {
      target,
      profile: draft.profile,
      images,
      estimatedCredits: estimatedCredits ?? null,
      isFinal,
    };
    if (flags.json) terminal.data(jsonText(dataDocument(call.name, data, EXIT.ok)));
    return EXIT.ok;
  }
  if (images === 0 || flags.frozen) return undefined;
  const message = `the final ${target} would be bought, for ${credits(estimatedCredits)}`;
  const held = needsLeave(flags, estimatedCredits ?? 0, message, target);
  return held && finish(call, held);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('give a share from 0 to 1, as in 0.4');
  return value;
}
