/** A project, and a command that is killed in it. */
export interface Scene {
  readonly name: string;
  readonly files: { readonly [path: string]: string };
  /** What has happened before, whole. */
  readonly before: readonly (readonly string[])[];
  /** Files that are written after that. */
  readonly edits?: { readonly [path: string]: string };
  /** Files and folders that are gone then. */
  readonly lost?: readonly string[];
  readonly command: readonly string[];
  /** What builds are told that go on after it: what people set once, in their environment. */
  readonly builds?: readonly string[];
  /** What clears up where builds do not, since others may be writing there. */
  readonly clearing?: readonly string[];
  /** Draws a number of its own each time, so that two runs end differently. */
  readonly random?: true;
  /** To say it again is to buy again, on purpose. */
  readonly once?: true;
}

const manifest = (assets: string, more = '') => `
  version: 1
  providers: { stability: { type: stability, poll: 50ms } }
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    outputs: [small]
  outputs:
    small: { widths: [32, 64], formats: [webp, jpeg] }
${more}  assets:
${assets}
`;

const THREE = `    ant: { prompt: an ant }
    bee: { prompt: a bee }
    cat: { prompt: a cat }`;

/** Of the three, one is as it was, one has changed, one is gone and one is new. */
const EDITED = `    ant: { prompt: an ant }
    bee: { prompt: a bee in the rain }
    dog: { prompt: a dog }`;

const SAMPLES = `    ant: { model: stable-diffusion-xl-1024-v1-0, prompt: an ant, params: { samples: 3 } }`;

const UPSCALED = `    ant: { prompt: an ant }
    print: { operation: upscale, model: creative, image: ant, prompt: an ant, seed: 7 }`;

const CHOICE = ['--max-cost', '100'];

const SHARED = ['--store', 'shared'];

export const SCENES: readonly Scene[] = [
  {
    name: 'build',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    edits: { 'imagebuild.yaml': manifest(EDITED) },
    command: ['build'],
  },
  {
    name: 'build of several samples',
    files: { 'imagebuild.yaml': manifest(SAMPLES) },
    before: [],
    command: ['build'],
  },
  {
    name: 'build of a job that is waited for',
    files: { 'imagebuild.yaml': manifest(UPSCALED) },
    before: [],
    command: ['build'],
  },
  {
    name: 'build --force',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['build', '--force', 'ant'],
    once: true,
  },
  {
    name: 'explore',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build', 'ant']],
    command: ['explore', 'ant', '--seeds', '3', ...CHOICE],
  },
  {
    name: 'pin',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build'], ['explore', 'ant', '--seeds', '3', ...CHOICE]],
    command: ['pin', 'ant', '--cell', '2', '--yes'],
  },
  {
    name: 'try --keep',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['try', 'flea', '--prompt', 'a flea', '--keep', ...CHOICE],
  },
  {
    name: 'reroll',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['reroll', 'ant', '--yes', ...CHOICE],
    random: true,
    once: true,
  },
  {
    name: 'promote --from-draft',
    files: {
      'imagebuild.yaml': manifest(THREE, '  profiles:\n    draft: { model: sd3.5-medium }\n'),
    },
    before: [['build'], ['build', 'ant', '--profile', 'draft']],
    command: ['promote', 'ant', '--profile', 'draft', '--from-draft', '--yes', ...CHOICE],
  },
  {
    name: 'adopt',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['adopt', 'ant', 'public/art/bee-64.jpg', '--reason', 'a better one'],
  },
  {
    name: 'approve',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['approve', 'ant', 'bee', '--by', 'somebody'],
  },
  {
    name: 'mv',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['mv', 'ant', 'emmet'],
  },
  {
    name: 'prune',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build'], ['explore', 'ant', '--seeds', '3', ...CHOICE]],
    edits: { 'imagebuild.yaml': manifest(EDITED) },
    command: ['prune', '--yes'],
  },
  {
    name: 'build with a shared store',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [
      ['build', 'ant'],
      ['push', '--yes', ...SHARED],
    ],
    edits: { 'imagebuild.yaml': manifest(EDITED) },
    command: ['build', ...SHARED],
    builds: SHARED,
    clearing: ['push', '--yes', ...SHARED],
  },
  {
    name: 'push',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['push', '--yes', ...SHARED],
  },
  {
    name: 'pull',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build'], ['push', '--yes', ...SHARED]],
    lost: ['.imagebuild/masters'],
    command: ['pull', ...SHARED],
  },
  {
    name: 'drift',
    files: { 'imagebuild.yaml': manifest(THREE) },
    before: [['build']],
    command: ['drift', 'ant', ...CHOICE],
    once: true,
  },
];
