import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command as Commander, CommanderError, InvalidArgumentError } from 'commander';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Failure, failure, ImagebuildError } from '../core/failure.ts';
import { isTrue } from '../core/is-true.ts';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import type { Environment } from '../core/ports.ts';
import { didYouMean } from '../core/suggest.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import { beginTiming } from '../core/timing.ts';
import { version } from '../core/version.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT } from './exit-codes.ts';
import { commonOptions, type Flags, readEnvironmentFiles, withEnvironment } from './flags.ts';
import { REPORTERS } from './reporter-names.ts';
import { scrubber } from './scrub.ts';
import { listenForStop } from './stop.ts';
import { fitted, openTerminal } from './terminal.ts';
import { finish } from './views/finish.ts';
import { sayTimings } from './views/timings.ts';

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
    // Ours explains codes as well.
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeErr: () => {},
      writeOut: (text) => void process.stdout.write(fitted(text, process.stdout)),
    })
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
      const given: readonly (string | undefined)[] = sub.processedArgs.flat();
      const positional = given.filter((argument) => argument !== undefined);
      if (command.name === 'help' && explainCommand(program, positional[0])) return;
      await action(command, positional, program.opts(), sub.opts());
    });
  }
  return program;
}

/** Prints the help of a command, or of all where none is named; returns false where there is none of that name. */
function explainCommand(program: Commander, name: string | undefined): boolean {
  const explained = name === undefined ? program : program.commands.find((sub) => sub.name() === name);
  explained?.outputHelp();
  return explained !== undefined;
}

async function runCommand(
  command: Command,
  args: readonly string[],
  given: Flags,
  own: { [name: string]: unknown },
): Promise<number> {
  const begun = performance.now();
  const files = readEnvironmentFiles(given, process.env);
  const environment: Environment = (name) => process.env[name] ?? files[name];
  const flags = withEnvironment(given, environment);
  const folder = resolve(flags.cwd ?? '.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError(`--cwd: there is no folder ${flags.cwd}`);
  const projects = projectFolders(folder);
  const scrub = scrubber({ ...files, ...process.env }, () => [folder, ...projects]);
  const terminal = openTerminal(command.outIsMade ? { ...flags, out: undefined } : flags, scrub);
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
      store: flags.store,
      environment,
    },
    stop: listenForStop(),
    startedAt: Date.now(),
  };
  if (flags.timing) beginTiming();
  try {
    return await command.run(call);
  } catch (error) {
    // A value that a command refuses is a matter of usage, as one that the parser refuses.
    if (error instanceof CommanderError) throw error;
    return finish(call, unexpected(error, flags.verbose ?? false));
  } finally {
    sayTimings(terminal, begun);
  }
}

/** What the machine refused, in words of its own; and bugs. */
function unexpected(error: unknown, verbose: boolean): Failure {
  if (isSystemError(error)) return failure('unexpected', systemProblem(error));
  if (error instanceof ImagebuildError) return failure(error.kind, ...error.diagnostics);
  const { message, stack } = error as Error;
  const text = verbose && stack ? stack : (message ?? String(error));
  const hint = 'this is a fault of imagebuild; please report it, with the output of --verbose';
  return failure('unexpected', problem('unexpected', text, { hint }));
}

function usageExit(error: CommanderError, args: readonly string[]): number {
  if (error.exitCode === 0) return EXIT.ok;
  const flags = howToTell(args);
  const terminal = openTerminal(
    flags,
    scrubber(process.env, () => []),
  );
  const environment: Environment = (name) => process.env[name];
  return finish(
    { name: 'imagebuild', flags, terminal, environment, startedAt: Date.now() },
    failure('invalid-input', usageProblem(error, args)),
  );
}

function usageProblem(error: CommanderError, args: readonly string[]): Diagnostic {
  // `help` of a command that is not there; the parser only says that it would have shown its help.
  if (error.message === '(outputHelp)') return unknownCommand(args[args.indexOf('help') + 1] ?? '');
  const message = error.message.replace(/^error: /, '').split('\n')[0] ?? error.message;
  const suggestion = /\(Did you mean (.*)\?\)/.exec(error.message)?.[1];
  const hint = suggestion ? `did you mean ${suggestion}?` : 'see `imagebuild help`';
  return problem('usage', message.replace(/\s*\(Did you mean.*/, ''), { hint });
}

function unknownCommand(word: string): Diagnostic {
  const names = COMMANDS.map(({ name }) => name);
  const hint = didYouMean(word, names) ?? 'see `imagebuild help`';
  return problem('usage', `there is no command "${word}"`, { hint });
}

/** Of a command line that cannot be parsed, what it says about how to answer. */
function howToTell(args: readonly string[]): Flags {
  const { IMAGEBUILD_JSON: json = '', IMAGEBUILD_REPORTER: usual } = process.env;
  const named = args.findLast((_, index) => args[index - 1] === '--reporter');
  const joined = args.find((arg) => arg.startsWith('--reporter='))?.slice('--reporter='.length);
  const reporter = REPORTERS.find((name) => name === (joined ?? named ?? usual));
  return { json: args.includes('--json') || isTrue(json), reporter };
}

/** The folder of the command and those above it that hold a manifest: paths are shown relative to them. */
function projectFolders(folder: string): string[] {
  const above = dirname(folder);
  const higher = above === folder ? [] : projectFolders(above);
  const isProject = MANIFEST_NAMES.some((name) => existsSync(join(folder, name)));
  return isProject ? [...higher, folder] : higher;
}
