import type { z } from 'zod';
import type { BuildOptions, Project, ProjectRequest } from '../../build/index.ts';
import { type Diagnostic, problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import type { Result } from '../../core/result.ts';
import type { Target } from '../../targets/index.ts';

/** What an action has to work with. */
export interface Desk {
  readonly project: Project;
  readonly request: ProjectRequest;
  /** How to build here: with the listener of the page, and no leave to spend but what was confirmed. */
  readonly options: BuildOptions;
}

/** Credits that an action would cost now. */
export interface Price {
  readonly credits: number;
  readonly images: number;
  /** Targets whose price nobody knows: they block. */
  readonly unpriced: number;
}

/** What came of an action. */
export interface Done {
  /** One sentence for people. */
  readonly say: string;
  /** What went wrong on the way; empty where all is well. */
  readonly problems: readonly Diagnostic[];
  readonly [more: string]: unknown;
}

/** Something that the page can ask for: one file each, the list is in index.ts. */
export interface Action<Input> {
  readonly name: string;
  readonly input: z.ZodType<Input>;
  /** Absent where it never costs anything. */
  readonly price?: (input: Input, desk: Desk) => Promise<Result<Price>>;
  readonly run: (input: Input, desk: Desk) => Promise<Result<Done>>;
}

/** Keeps an action's type of input to itself, so that actions of all kinds go into one list. */
export function action<Input>(declared: Action<Input>): Action<never> {
  // Whoever calls it has checked the input with its own schema.
  return declared as unknown as Action<never>;
}

export function findTarget({ graph }: Project, id: string): Target | Failure {
  const target = graph.targets.get(id);
  return target ?? failure('invalid-input', problem('unknown-target', `there is no target "${id}"`));
}
