import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { didYouMean } from '../core/suggest.ts';
import { type AssetDeclaration, type Manifest, NAME, type Place } from '../manifest/index.ts';
import { type TargetId, targetId } from '../targets/index.ts';

/** An asset, or one of its scenes, and the name that it gets. */
export interface Rename {
  readonly asset: string;
  /** Absent where the asset itself is renamed. */
  readonly scene?: string;
  /** The new name of the asset, or of the scene. */
  readonly to: string;
  /** Of the key. */
  readonly place: Place;
  /** As the user put it. */
  readonly written: { readonly from: string; readonly to: string };
}

/** What is to be renamed, or why it cannot be. */
export function renameOf(manifest: Manifest, written: { from: string; to: string }): Result<Rename> {
  const { from, to } = written;
  if (from === to) return refuse(`${from} has that name already`);
  const [path = '', variant] = from.split('@');
  const [name = '', scene, ...more] = path.split('/');
  const asset = manifest.assets.find((declared) => declared.name === name);
  const known = manifest.assets.flatMap((one) => [
    one.name,
    ...one.scenes.map((own) => `${one.name}/${own.name}`),
  ]);
  if (asset === undefined || more.length > 0)
    return refuse(`there is no asset or scene "${from}"`, didYouMean(from, known));
  if (variant !== undefined) return fail(variantProblem(asset, variant, manifest));
  if (scene === undefined) {
    const wrong = wrongName(
      to,
      manifest.assets.some((other) => other.name === to),
      'asset',
    );
    if (wrong) return fail(wrong);
    return succeed({ asset: name, to, place: asset.layer.place, written });
  }
  const own = asset.scenes.find((declared) => declared.name === scene);
  if (own === undefined) return refuse(`there is no asset or scene "${from}"`, didYouMean(from, known));
  const [otherAsset, otherScene, ...rest] = to.split('/');
  if (otherScene === undefined) return refuse(`${to} is the name of an asset`, `write ${name}/${to}`);
  if (otherAsset !== name || rest.length > 0)
    return refuse(
      `${from} cannot become ${to}: a scene is part of its asset, whose prompt it continues`,
      `a new name begins with ${name}/`,
    );
  const wrong = wrongName(
    otherScene,
    asset.scenes.some((other) => other.name === otherScene),
    'scene',
  );
  if (wrong) return fail(wrong);
  return succeed({ asset: name, scene, to: otherScene, place: own.layer.place, written });
}

export function renamedId(id: TargetId, rename: Rename): TargetId {
  const [path = '', variant] = id.split('@');
  const [asset = '', scene] = path.split('/');
  if (asset !== rename.asset) return id;
  if (rename.scene === undefined) return targetId(rename.to, scene, variant);
  return scene === rename.scene ? targetId(asset, rename.to, variant) : id;
}

/** A reference as it is written: the id of a target, of which parts may be placeholders, or a file. */
export function renamedReference(written: string, rename: Rename): string {
  return /^\.\.?\//.test(written) ? written : renamedId(written, rename);
}

function wrongName(name: string, taken: boolean, kind: 'asset' | 'scene'): Failure | undefined {
  const reason = !NAME.test(name)
    ? `"${name}" is no name for ${kind === 'asset' ? 'an asset' : 'a scene'}`
    : taken
      ? `there is already ${kind === 'asset' ? 'an asset' : 'a scene'} "${name}"`
      : undefined;
  const hint = 'names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit';
  return reason === undefined
    ? undefined
    : failure('invalid-input', problem('cannot-rename', reason, taken ? {} : { hint }));
}

/** The part after @ is put together from names that stand elsewhere. */
function variantProblem(
  { name, axes, rows, layer }: AssetDeclaration,
  variant: string,
  manifest: Manifest,
): Failure {
  const sources = [
    ...(rows === undefined ? [] : ['a row of `each`']),
    ...axes.map((axis) => `a value of the axis ${axis.name}`),
  ];
  const source = sources.length === 0 ? 'nothing here' : sources.join(' and ');
  const place = rows === undefined ? (axes[0]?.place ?? layer.place) : layer.place;
  const message = `${variant} is not a name of its own: in ${name} it comes from ${source}`;
  const hint =
    'rename it there by hand; the pictures are found again by what they were made from, at no cost';
  return failure(
    'invalid-input',
    problem('cannot-rename', message, { location: manifest.locate(place, 'key'), hint }),
  );
}

function refuse(message: string, hint?: string) {
  return fail(
    failure('invalid-input', problem('cannot-rename', message, hint === undefined ? {} : { hint })),
  );
}
