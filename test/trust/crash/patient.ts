import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { digestOf } from '../../../src/core/digest.ts';
import {
  type Emulator,
  type EmulatorOptions,
  type JournalEntry,
  type Moment,
  startEmulator,
} from '../../../src/emulator/index.ts';
import type { PendingPurchase } from '../../../src/store/index.ts';
import { KEY } from '../../support/cli.ts';
import { createRig, type Document, type Ended, type Rig, type Running } from '../../support/rig.ts';
import type { Scene } from './scenes.ts';

/** What tells one picture that can be bought from another. */
type Wish = string;

/** A copy of a scene's project and a server of its own. */
export interface Patient {
  readonly folder: string;
  readonly server: Emulator;
  /** Hears of what happens at the server. */
  observe(hear: (moment: Moment) => void): void;
  start(args: readonly string[], env?: { readonly [name: string]: string }): Running;
  run(args: readonly string[], env?: { readonly [name: string]: string }): Promise<Ended>;
  json(args: readonly string[]): Promise<Document>;
  /** Text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  files(): string[];
  pending(): PendingPurchase[];
  /** What the server was asked for, since this patient came. */
  requests(): readonly JournalEntry[];
  /** How often each picture was charged since then. */
  charges(): Map<Wish, number>;
  dispose(): Promise<void>;
}

export interface Clinic {
  /** The project as it is before the command that is to be killed. */
  readonly before: string;
  /** A copy of a folder, with a server of its own or with that of another patient. */
  admit(from?: string, server?: Emulator): Promise<Patient>;
}

/** A place for the projects of one scene, and the project as it is before the command that is to be killed. */
export async function prepare(scene: Scene): Promise<Clinic> {
  const rig = createRig();
  let count = 0;
  const before = join(rig.folder, 'before');
  const admit = async (from = before, server?: Emulator) => {
    count += 1;
    const folder = join(rig.folder, String(count));
    cpSync(from, folder, { recursive: true, preserveTimestamps: true });
    return openPatient(rig, folder, server);
  };
  mkdirSync(join(rig.folder, 'empty'));
  const first = await admit(join(rig.folder, 'empty'));
  rig.write(below('1', scene.files));
  for (const command of scene.before) await succeed(first, command);
  rig.write(below('1', scene.edits ?? {}));
  for (const path of scene.lost ?? []) rig.remove(`1/${path}`);
  cpSync(first.folder, before, { recursive: true, preserveTimestamps: true });
  await first.dispose();
  return { before, admit };
}

/** Runs a command that has to end well. */
export async function succeed(patient: Patient, command: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await patient.run(command);
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: exit ${exitCode}\n${stdout}${stderr}`);
}

async function openPatient(rig: Rig, folder: string, lent: Emulator | undefined): Promise<Patient> {
  let hear = (_: Moment) => {};
  const own: EmulatorOptions = {
    observe: (moment) => hear(moment),
    credits: { [KEY]: 10_000 },
    pictures: 'plain',
    unknownFields: 'refuse',
    jobTime: 30,
    latency: 5,
  };
  const server = lent ?? (await startEmulator(own));
  const known = server.journal.length;
  const environment = { STABILITY_API_HOST: server.url, STABILITY_API_KEY: KEY };
  const path = (name: string) => join(folder, name);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= lent === undefined ? server.close() : Promise.resolve();
    return closed;
  };
  const patient: Patient = {
    folder,
    server,
    observe(listener) {
      hear = listener;
    },
    start: (args, env = {}) => rig.start(args, { cwd: folder, env: { ...environment, ...env } }),
    run: (args, env) => patient.start(args, env).ended,
    async json(args) {
      const ended = await patient.run([...args, '--json']);
      try {
        return { ...JSON.parse(ended.stdout), exitCode: ended.exitCode };
      } catch {
        throw new Error(
          `no JSON from ${args.join(' ')}: exit ${ended.exitCode}\n${ended.stdout}${ended.stderr}`,
        );
      }
    },
    read(name) {
      return statSync(path(name), { throwIfNoEntry: false })?.isFile()
        ? readFileSync(path(name), 'utf8')
        : undefined;
    },
    files: () => list(folder),
    pending: () =>
      list(folder)
        .filter((name) => /^\.imagebuild\/pending\/.*\.json$/.test(name))
        .map((name) => JSON.parse(readFileSync(path(name), 'utf8'))),
    requests: () => server.journal.slice(known),
    charges: () => chargesOf(server.journal.slice(known)),
    async dispose() {
      await close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  onTestFinished(close);
  return patient;
}

/** How often each picture was charged. */
export function chargesOf(entries: readonly JournalEntry[]): Map<Wish, number> {
  const charges = new Map<Wish, number>();
  for (const entry of entries.filter(({ charged }) => charged > 0))
    charges.set(wishOf(entry), (charges.get(wishOf(entry)) ?? 0) + 1);
  return charges;
}

/** What a request has asked for. */
export function wishOf({ fields }: JournalEntry): Wish {
  const { prompt, text_prompts: prompts, seed } = fields;
  return wish(Array.isArray(prompts) ? (prompts[0] as { text: string }).text : prompt, seed);
}

/** What an open purchase has asked for. */
export function wishedBy({ recipe, seed }: PendingPurchase): Wish {
  return wish(recipe.prompt, seed);
}

function wish(prompt: unknown, seed: unknown): Wish {
  return `${prompt} | ${seed}`;
}

/** Digests of the masters in a project's store, of damaged files none. */
export function storedDigests({ folder, files }: Patient): Set<string> {
  const stored = files().filter((name) => /^\.imagebuild\/masters\/sha256\/.*\.(png|jpg|webp)$/.test(name));
  return new Set(stored.map((name) => digestOf(readFileSync(join(folder, name)))));
}

const OF_THE_MOMENT = ['.imagebuild/owner.json', '.imagebuild/ledger.jsonl'];

/**
 * What is wrong with the files under their final names: pictures that cannot be decoded, JSON that cannot be read, a
 * manifest that is neither as it was nor as it was to become.
 */
export async function findBroken(
  patient: Patient,
  manifests: readonly (string | undefined)[],
): Promise<string[]> {
  const broken: string[] = [];
  for (const name of patient.files()) {
    if (OF_THE_MOMENT.includes(name)) continue;
    try {
      if (/\.(json|lock)$/.test(name)) JSON.parse(patient.read(name) ?? '');
      else if (/\.(webp|jpg|png|avif)$/.test(name))
        await sharp(readFileSync(join(patient.folder, name)))
          .raw()
          .toBuffer();
      else if (name.endsWith('.yaml') && !manifests.includes(patient.read(name)))
        broken.push(`${name}: another text`);
    } catch (error) {
      broken.push(`${name}: ${(error as Error).message}`);
    }
  }
  return broken;
}

/** Files that are written aside and must not stay. */
export function leftovers(patient: Patient): string[] {
  return patient.files().filter((name) => /\.tmp$|\.lock\.\d+$/.test(name));
}

/** What has to come out the same, whatever has happened on the way: by path, with a digest of its bytes. */
export function result(patient: Patient): { [path: string]: string } {
  return Object.fromEntries(
    patient
      .files()
      .filter((name) => !name.startsWith('.imagebuild/'))
      .map((name) => [name, digestOf(readFileSync(join(patient.folder, name)))]),
  );
}

function list(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? list(folder, name) : [name];
    })
    .sort();
}

function below(folder: string, files: { readonly [path: string]: string }): { [path: string]: string } {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
