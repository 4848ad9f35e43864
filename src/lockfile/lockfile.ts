import { z } from 'zod';
import type { Digest } from '../core/digest.ts';
import { isInnerPath } from '../core/inner-path.ts';
import type { MasterRecord } from '../core/picture.ts';
import { PICTURE_FORMATS } from '../core/picture.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';
import { INPUT_ROLES, KEY_VERSION } from '../core/recipe.ts';

export const LOCKFILE_VERSION = 1;

/** What the last build made. Holds no time, host, counter or secret: equal on every platform, quiet in a diff. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly keyVersion: number;
  readonly targets: ReadonlyMap<string, LockEntry>;
}

export interface LockEntry {
  readonly key: GenerationKey;
  /** The whole record, so that `why` can name the field that changed. */
  readonly recipe: Recipe;
  /** The seed really used; absent where the operation takes none. */
  readonly seed?: number;
  readonly master: MasterRecord;
  /** By output name. */
  readonly outputs: { readonly [output: string]: LockedOutput };
  readonly source: 'generated' | 'imported' | 'manual';
  /** What the master cost. */
  readonly credits: number;
  /** Digests of the masters that this one was made from: of other targets, and of what a retouched picture replaces. */
  readonly parents: readonly Digest[];
  readonly approval?: Approval;
  /** For `source: manual`. */
  readonly adoption?: Adoption;
}

/** Somebody's word that a picture may be published. Void as soon as the target has another master. */
export interface Approval {
  /** The digest of the master that was approved. */
  readonly master: Digest;
  /** Who, in their own words. */
  readonly by?: string;
  readonly note?: string;
}

/** How a picture that people made came to be the master: generation never replaces it. */
export interface Adoption {
  /** The digest of the master that was adopted: that of the entry. Version control may put lines of two entries into one. */
  readonly master: Digest;
  readonly reason: string;
  /** The generated master that it replaces; absent where none had been made. */
  readonly generated?: Digest;
}

/** True when what an entry says of people's work is about the master that it has. */
export function isConsistent({ source, adoption, master }: LockEntry): boolean {
  if (source !== 'manual') return adoption === undefined;
  return adoption?.master === master.digest;
}

/** The approval of an entry, if it is for the very master that the entry has. */
export function validApproval({ approval, master }: Pick<LockEntry, 'approval' | 'master'>) {
  return approval?.master === master.digest ? approval : undefined;
}

export interface LockedOutput {
  /** Hash of the render keys of all files. */
  readonly key: string;
  /** Relative to the project root, in the order of the profile. */
  readonly files: readonly string[];
}

export const EMPTY_LOCKFILE: Lockfile = {
  lockfileVersion: LOCKFILE_VERSION,
  keyVersion: KEY_VERSION,
  targets: new Map(),
};

const HASH = /^sha256:[0-9a-f]{64}$/;
const hash = z.string().regex(HASH, 'not a sha256 hash');
/** Pixels; a drawing may have fractions of them. */
const side = z.number().positive();
/** Relative to the root: what is recorded here may be deleted. */
const projectFile = z.string().refine(isInnerPath, 'not a path inside the project');

const inputDigests = z.strictObject(Object.fromEntries(INPUT_ROLES.map((role) => [role, hash.optional()])));

const entry = z.strictObject({
  key: hash.meta({ description: 'Hash of the recipe: what goes in.' }),
  recipe: z
    .strictObject({
      provider: z.string(),
      operation: z.string(),
      model: z.string().optional(),
      prompt: z.string().optional(),
      negative_prompt: z.string().optional(),
      seed: z.union([z.int(), z.literal('random')]).optional(),
      params: z.record(z.string(), z.unknown()),
      inputs: inputDigests.meta({ description: 'Digests of the input pictures as they were sent.' }),
      copied_from: inputDigests.optional().meta({
        description: 'What the key counts of inputs that were sent as a copy with other bytes.',
      }),
    })
    .meta({ description: 'Everything that decides the pixels.' }),
  seed: z.int().optional().meta({ description: 'The seed really used.' }),
  master: z
    .strictObject({
      digest: hash,
      bytes: z.int().min(1),
      width: side,
      height: side,
      format: z.enum(PICTURE_FORMATS),
    })
    .meta({ description: 'The original picture as it was returned.' }),
  outputs: z
    .record(z.string(), z.strictObject({ key: hash, files: z.array(projectFile) }))
    .meta({ description: 'Renditions by output name.' }),
  source: z.enum(['generated', 'imported', 'manual']),
  credits: z.number().min(0).meta({ description: 'What the master cost.' }),
  parents: z.array(hash).meta({ description: 'Masters that this one was made from.' }),
  approval: z
    .strictObject({
      master: hash.meta({ description: 'The digest of the master that was approved.' }),
      by: z.string().optional(),
      note: z.string().optional(),
    })
    .optional()
    .meta({ description: 'Somebody has approved this very master.' }),
  adoption: z
    .strictObject({
      master: hash.meta({ description: 'The digest of the master that was adopted.' }),
      reason: z.string(),
      generated: hash.optional().meta({ description: 'The generated master that it replaces.' }),
    })
    .optional()
    .meta({ description: 'Why a picture that people made is the master.' }),
});

/** The lockfile as it is written. */
export const lockfileSchema = z
  .strictObject({
    lockfileVersion: z.literal(LOCKFILE_VERSION),
    keyVersion: z.literal(KEY_VERSION),
    targets: z.record(z.string(), entry),
  })
  .meta({
    title: 'imagebuild lockfile',
    description: 'Written by imagebuild; commit it. See docs/lockfile.md.',
  });
