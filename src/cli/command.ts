import type { Option } from 'commander';
import type { ProjectRequest } from '../build/index.ts';
import type { Environment } from '../core/ports.ts';
import type { Flags } from './flags.ts';
import type { Stop } from './stop.ts';
import type { Terminal } from './terminal.ts';

/** A command of the command line: one file each, the list is in commands/index.ts. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly group: 'Build' | 'Site' | 'Look around' | 'Keep' | 'Begin';
  /** In commander's notation: `[pattern...]`, `<id>`. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  /** Flags beside the common ones. */
  readonly options?: () => readonly Option[];
  readonly isDefault?: boolean;
  /** `--out` names the file that it makes; what it has to say to programs goes to standard output as ever. */
  readonly outIsMade?: boolean;
  /** Does the work and says what came of it; returns the exit code. */
  run(call: Call): Promise<number>;
}

/** One call of a command. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  /** Values of the command's own options. */
  readonly own: { readonly [name: string]: unknown };
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly project: ProjectRequest;
  readonly stop: Stop;
  /** Milliseconds since 1970, when the command began. */
  readonly startedAt: number;
}
