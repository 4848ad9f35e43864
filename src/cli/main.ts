import { resolve } from 'node:path';
import { Command as Commander, CommanderError, InvalidArgumentError } from 'commander';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT } from './exit-codes.ts';
import { commonOptions, environmentOf, type Flags, withEnvironment } from './flags.ts';
import { scrubber } from './scrub.ts';
import { listenForStop } from './stop.ts';
import { openTerminal } from './terminal.ts';
import { version } from './version.ts';
import { finish } from './views/finish.ts';

/** Runs one command line; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = describeProgram(async (command, positional, given, own) => {
    exitCode = await runCommand(command, positional, given, own);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, args);
    throw error;
  }
}

type Action = (
  command: Command,
  positional: readonly string[],
  given: Flags,
  own: { [name: string]: unknown },
) => Promise<void>;

function describeProgram(action: Action): Commander {
  const program = new Commander('imagebuild')
    .description('Makes the image files of a site true to one YAML file. Only what changed is made again.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false });
  for (const option of commonOptions()) program.addOption(option);
  for (const command of COMMANDS) {
    const sub = program
      .command(command.name, { isDefault: command.isDefault ?? false })
      .description(command.summary)
      .helpGroup(`${command.group}:`);
    for (const argument of command.arguments ?? []) sub.argument(argument.name, argument.description);
    for (const option of command.options?.() ?? []) sub.addOption(option);
    sub.action(async () => {
      const positional = sub.processedArgs.flat().filter((argument) => argument !== undefined) as string[];
      await action(command, positional, program.opts(), sub.opts());
    });
  }
  return program;
}

async function runCommand(
  command: Command,
  args: readonly string[],
  given: Flags,
  own: { [name: string]: unknown },
): Promise<number> {
  const environment = environmentOf(given, process.env);
  let flags: Flags;
  try {
    flags = withEnvironment(given, environment);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new CommanderError(EXIT.invalid, 'commander.invalidArgument', error.message);
  }
  const folder = resolve(flags.cwd ?? '.');
  const terminal = openTerminal(
    flags,
    scrubber(process.env, () => [folder]),
  );
  const call = {
    name: command.name,
    args,
    flags,
    own,
    environment,
    terminal,
    project: {
      cwd: folder,
      config: flags.config,
      lockfile: flags.lockfile,
      profile: flags.profile,
      environment,
    },
    stop: listenForStop(),
    startedAt: Date.now(),
  };
  try {
    return await command.run(call);
  } catch (error) {
    return finish(call, unexpected(error, flags.verbose ?? false));
  }
}

/** Bugs and conditions of the machine that nobody foresaw. */
function unexpected(error: unknown, verbose: boolean): Failure {
  const { message, code, stack } = error as NodeJS.ErrnoException;
  const text = verbose && stack ? stack : (message ?? String(error));
  const hint =
    code === undefined
      ? 'this is a fault of imagebuild; please report it, with the output of --verbose'
      : undefined;
  return failure('unexpected', problem(code === undefined ? 'unexpected' : 'system', text, { hint }));
}

function usageExit(error: CommanderError, args: readonly string[]): number {
  if (error.exitCode === 0) return EXIT.ok;
  const flags: Flags = { json: args.includes('--json') };
  const terminal = openTerminal(
    flags,
    scrubber(process.env, () => []),
  );
  const message = error.message.replace(/^error: /, '').split('\n')[0] ?? error.message;
  const suggestion = /\(Did you mean (.*)\?\)/.exec(error.message)?.[1];
  const hint = suggestion ? `did you mean ${suggestion}?` : 'see `imagebuild help`';
  return finish(
    { name: 'imagebuild', flags, terminal, startedAt: Date.now() },
    failure('invalid-input', problem('usage', message.replace(/\s*\(Did you mean.*/, ''), { hint })),
  );
}
