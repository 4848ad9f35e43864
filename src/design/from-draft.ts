import { join, posix } from 'node:path';
import type { Project, ProjectRequest } from '../build/index.ts';
import type { Capability } from '../core/capability.ts';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { PictureFormat } from '../core/picture.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type Place, setKey } from '../manifest/index.ts';
import type { Target } from '../targets/index.ts';
import { changedTargets } from './pin.ts';
import { withFiles } from './with-files.ts';
import { type DraftedEdit, draftEdit, placeOf, setParam } from './write-manifest.ts';

/** A manifest that would make a target from its draft, and the file that it would name. Nothing is written yet. */
export interface FromDraft {
  readonly edit: DraftedEdit;
  /** The draft's bytes as a file of the project, so that every clone can make the picture: relative to the root. */
  readonly input: string;
  readonly bytes: Uint8Array;
  readonly strength: number;
}

const OPERATION = 'image-to-image';
/** How far from the draft the picture goes, from 0 to 1, when nobody says. */
const USUAL_STRENGTH = 0.4;

const EXTENSIONS: { readonly [Format in PictureFormat]: string } = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
  tiff: 'tif',
  svg: 'svg',
};

/** The manifest as it would be if the target began with its draft. */
export async function fromDraft(
  project: Project,
  request: ProjectRequest,
  target: Target,
  draft: { readonly bytes: Uint8Array; readonly format: PictureFormat },
  strength: number = USUAL_STRENGTH,
): Promise<Result<FromDraft>> {
  const { id } = target;
  const input = `drafts/${id}.${EXTENSIONS[draft.format]}`;
  const own = target.inputs.get('image');
  const again = own?.kind === 'file' && own.path === input;
  const unable = again ? undefined : unsuitable(target, project);
  if (unable) return fail(unable);
  const place = placeOf(target, 'operation');
  const files = withFiles(new Map([[join(project.paths.root, input), draft.bytes]]), request.files);
  const edit = {
    target: id,
    place,
    apply: (text: string) => edited(text, place, input, strength),
    isRight: (after: Project) => {
      const made = after.graph.targets.get(id);
      const image = made?.inputs.get('image');
      return (
        made?.capability.operation === OPERATION &&
        made.params.strength === strength &&
        image?.kind === 'file' &&
        image.path === input
      );
    },
    changed: changedTargets,
    byHand: `write it by hand: operation: ${OPERATION}, image: ./${input}, params: { strength: ${strength} }`,
  };
  // Others would begin with the draft of this one, which nobody can want.
  const drafted = await draftEdit(project, { ...request, files }, edit, false);
  if (!drafted.ok) return fail(asPromotion(drafted.failure, id));
  return succeed({ edit: drafted.value, input, bytes: draft.bytes, strength });
}

function edited(text: string, place: Place, input: string, strength: number): string | undefined {
  const relative = posix.relative(posix.dirname(place.file), input);
  const written = relative.startsWith('../') ? relative : `./${relative}`;
  // New keys come before those that are there, so the last one is written first.
  const withStrength = setParam(text, place, 'strength', strength);
  const withImage = withStrength && setKey(withStrength, place.path, 'image', written);
  return withImage && setKey(withImage, place.path, 'operation', OPERATION);
}

/** Why a target cannot be made from a picture: its model cannot, or it is made from one already. */
function unsuitable(
  { id, inputs, capability, providerType }: Target,
  { catalog }: Project,
): Failure | undefined {
  const refuse = (message: string, hint: string) =>
    failure('invalid-input', problem('cannot-promote', message, { target: id, hint }));
  const [role] = inputs.keys();
  if (role !== undefined)
    return refuse(
      `${id} is made from a picture already (${role}), and cannot begin with its draft as well`,
      'promote it without --from-draft',
    );
  const able = (catalog.providers.get(providerType)?.capabilities ?? []).filter(isAble);
  if (able.some(({ model }) => model === capability.model)) return undefined;
  const maker = capability.model ?? providerType;
  const models = able.filter(({ deprecated }) => deprecated === undefined).map(({ model }) => model);
  return refuse(
    `${maker} makes no picture from another one, so ${id} cannot begin with its draft`,
    models.length === 0
      ? 'promote it without --from-draft: the composition will differ'
      : `promote it without --from-draft, or give it a model that can: ${models.join(', ')}`,
  );
}

function isAble({ operation, inputs }: Capability): boolean {
  return operation === OPERATION && inputs.image !== undefined;
}

/** What would be wrong with a manifest that was never saved has no place that anybody could look at. */
function asPromotion({ kind, diagnostics }: Failure, id: string): Failure {
  return failure(
    kind,
    ...diagnostics.map(({ location: _, ...diagnostic }) => ({
      ...diagnostic,
      message:
        diagnostic.code === 'cannot-edit'
          ? diagnostic.message
          : `${id} from its draft: ${diagnostic.message}`,
    })),
  );
}
