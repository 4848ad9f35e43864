import { openProject, pullMasters, pushMasters, type Sharing } from '../../build/index.ts';
import { byteSize, counted } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, diagnosticDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const push: Command = {
  name: 'push',
  summary: 'copy masters into the store that --store names, where it lacks them',
  group: 'Keep',
  arguments: PATTERNS,
  run: (call) => share(call, pushMasters, pushed),
};

export const pull: Command = {
  name: 'pull',
  summary: 'bring masters from the store that --store names, where they are missing here',
  group: 'Keep',
  arguments: PATTERNS,
  run: (call) => share(call, pullMasters, pulled),
};

/** Both ways: copy, add up, tell. */
async function share(
  call: Parameters<Command['run']>[0],
  copy: typeof pushMasters,
  headline: (shared: Sharing) => string,
): Promise<number> {
  const { terminal, flags, name, args, stop } = call;
  const opened = await openProject(call.project);
  if (!opened.ok) return finish(call, opened.failure);
  const copied = await copy(opened.value, {
    patterns: args,
    dryRun: flags.dryRun ?? false,
    yes: flags.yes ?? false,
    signal: stop.signal,
  });
  if (!copied.ok) return finish(call, copied.failure);
  const shared = copied.value;
  const exitCode = shared.failure === undefined ? EXIT.ok : exitCodeOf(shared.failure, stop.received);
  sayDiagnostics([...shared.errors, ...shared.warnings], terminal);
  if (flags.json) {
    const { failure: _, errors, warnings, ...data } = shared;
    const document = { ...data, warnings: warnings.map(diagnosticDocument) };
    terminal.data(jsonText(dataDocument(name, document, exitCode, errors)));
  } else terminal.say(headline(shared));
  return exitCode;
}

function pushed({ dryRun, begun, copied, repaired, alreadyThere }: Sharing): string {
  const beginning = !begun ? '' : dryRun ? 'Would begin a store. ' : 'Began a store. ';
  const verb = dryRun ? 'Would push' : 'Pushed';
  return `${beginning}${verb} ${amount(copied)}${mended(repaired)}${wasThere(alreadyThere, 'there')}.`;
}

function pulled({ dryRun, copied, repaired, alreadyThere }: Sharing): string {
  return `${dryRun ? 'Would pull' : 'Pulled'} ${amount(copied)}${mended(repaired)}${wasThere(alreadyThere, 'here')}.`;
}

function amount({ masters, bytes }: Sharing['copied']): string {
  return masters === 0 ? 'nothing' : `${counted(masters, 'master')} (${byteSize(bytes)})`;
}

function mended(repaired: number): string {
  return repaired === 0 ? '' : `, ${repaired} of them in the place of damaged bytes`;
}

function wasThere({ masters }: Sharing['alreadyThere'], where: string): string {
  return masters === 0
    ? ''
    : `; ${counted(masters, 'master')} ${masters === 1 ? 'was' : 'were'} ${where} already`;
}
