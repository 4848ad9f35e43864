import { join } from 'node:path';
import {
  type BuildOptions,
  buildProject,
  keepOutOfGit,
  openWorkspace,
  type Project,
  type ProjectRequest,
  planProject,
  type Report,
  unknownTarget,
} from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import type { MasterRecord } from '../core/picture.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type LockEntry, loadLockfile } from '../lockfile/index.ts';
import { diskFiles } from '../manifest/index.ts';
import { isAdopted } from '../plan/index.ts';
import { drawContactSheet } from '../renditions/index.ts';
import { removeFile, writeWhole } from '../store/index.ts';
import type { Target, TargetId } from '../targets/index.ts';
import { contactPage } from './contact-page.ts';
import { type Draft, findDraft } from './draft.ts';
import { type FromDraft, fromDraft } from './from-draft.ts';
import { refuseFrozen } from './frozen.ts';
import { takeBack, writeDraft } from './write-manifest.ts';

export interface PromotionWish {
  readonly target: TargetId;
  /** Whose draft; needed only where several profiles have one. */
  readonly profile?: string;
  /** Begins with the draft, instead of making another picture from the same words. */
  readonly fromDraft?: { readonly strength?: number };
}

/** What a promotion would do; nothing is written or bought yet. */
export interface Promotion {
  readonly target: TargetId;
  readonly draft: Draft;
  readonly bytes: Uint8Array;
  /** What the manifest asks for, or would ask for. */
  readonly project: Project;
  readonly fromDraft?: FromDraft;
  /** How far the final picture goes from the draft, where it begins with it: now, or by an earlier promotion. */
  readonly strength?: number;
  /** Credits for the final picture and what it is made from; undefined where nobody knows. */
  readonly estimatedCredits: number | undefined;
  readonly images: number;
  /** True when the final picture is there already. */
  readonly isFinal: boolean;
}

export interface Promoted {
  readonly report: Report;
  /** Absent where the final picture was not made. */
  readonly shown?: {
    readonly draft: MasterRecord;
    readonly final: MasterRecord;
    /** Draft and final side by side, relative to the root. */
    readonly page: string;
    readonly sheet: string;
  };
  /** What was written into the manifest, and the file that it names. */
  readonly written?: { readonly file: string; readonly line: number; readonly input: string };
}

/** Finds the draft of a target, and says what the final picture would be and cost. `project` is opened without a profile. */
export async function promotionOf(
  project: Project,
  request: ProjectRequest,
  wish: PromotionWish,
): Promise<Result<Promotion>> {
  const target = project.graph.targets.get(wish.target);
  if (target === undefined) return fail(unknownTarget(wish.target, project.graph.targets.keys()));
  if (wish.profile !== undefined && !project.manifest.profiles.has(wish.profile))
    return fail(
      failure('invalid-input', problem('unknown-profile', `there is no profile "${wish.profile}"`)),
    );
  const workspace = await openWorkspace(project);
  if (!workspace.ok) return workspace;
  const { store } = workspace.value;
  const draft = await findDraft(project, target.id, wish.profile, store);
  if (!draft.ok) return draft;
  const { master } = draft.value.entry;
  const bytes = await store.readMaster(master);
  if (typeof bytes === 'string') {
    const message = `the draft of ${target.id} in the store is ${bytes}`;
    const hint = `make it again with \`imagebuild build ${target.id} --profile ${draft.value.profile}\``;
    return fail(failure('damage-found', problem('master-damaged', message, { target: target.id, hint })));
  }
  const { format } = master;
  const begun =
    wish.fromDraft && (await fromDraft(project, request, target, { bytes, format }, wish.fromDraft.strength));
  if (begun?.ok === false) return begun;
  const meant = begun?.value.edit.project ?? project;
  const planned = await planProject(meant, { patterns: [target.id] });
  if (!planned.ok) return planned;
  const { cost, targets } = planned.value.plan;
  const own = targets.find(({ id }) => id === target.id);
  if (begun && isAdopted(own?.entry)) {
    const message = `${target.id} is adopted, and stays what people made of it`;
    const hint = `give it back to generation with \`imagebuild adopt ${target.id} --release\` first`;
    return fail(failure('invalid-input', problem('cannot-promote', message, { target: target.id, hint })));
  }
  return succeed({
    target: target.id,
    draft: draft.value,
    bytes,
    project: meant,
    ...(begun ? { fromDraft: begun.value } : {}),
    strength: strengthOf(meant.graph.targets.get(target.id)),
    estimatedCredits: cost.unpriced.length > 0 ? undefined : cost.credits,
    images: cost.paidImages,
    isFinal: own !== undefined && (own.action === 'reuse' || own.action === 'render'),
  });
}

/**
 * Makes the final picture of a target, and shows it beside the draft. Everything that is true of a build is true of
 * this. What was written so that it begins with the draft is taken back where nothing was bought for it.
 */
export async function promote(promotion: Promotion, options: BuildOptions): Promise<Result<Promoted>> {
  const { target } = promotion;
  const patterns = [target];
  if (promotion.fromDraft === undefined) {
    const report = await buildProject(promotion.project, { ...options, patterns });
    return succeed(await show(promotion, promotion.project, report));
  }
  const frozen = refuseFrozen('promote --from-draft', options.frozen);
  if (frozen) return fail(frozen);
  const { edit, input, bytes } = promotion.fromDraft;
  const { root } = promotion.project.paths;
  const before = await diskFiles.read(join(root, input));
  await writeWhole(join(root, input), bytes, true);
  const takeInputBack = () =>
    before === undefined ? removeFile(join(root, input)) : writeWhole(join(root, input), before, true);
  const written = await writeDraft(edit);
  if (!written.ok) {
    await takeInputBack();
    return written;
  }
  const report = await buildProject(promotion.project, { ...options, patterns });
  const { spentCredits, unknownCredits, requests } = report.cost;
  if (report.failure !== undefined && spentCredits + unknownCredits + requests === 0) {
    await takeBack(edit);
    await takeInputBack();
    return succeed({ report });
  }
  const where = { file: edit.file, line: edit.line, input };
  return succeed({ ...(await show(promotion, promotion.project, report)), written: where });
}

/** Width and height of each picture on the sheet, in pixels. */
const SIDE = 640;

/** Puts draft and final side by side, on a page and in a picture. */
async function show(promotion: Promotion, project: Project, report: Report): Promise<Promoted> {
  if (report.failure !== undefined) return { report };
  const { target, draft, bytes, strength } = promotion;
  const lock = await loadLockfile(project.paths.lockfile, project.paths.lockfileName);
  const entry = lock.kind === 'loaded' ? lock.lockfile.targets.get(target) : undefined;
  const final = entry?.master;
  const workspace = await openWorkspace(project);
  const made = final && workspace.ok ? await workspace.value.store.readMaster(final) : undefined;
  if (final === undefined || made === undefined || typeof made === 'string') return { report };
  const folder = `.imagebuild/promote/${target.replaceAll('/', '~')}`;
  const place = (name: string) => join(project.paths.root, folder, name);
  await keepOutOfGit(project.paths.state, 'promote');
  const pictures = [
    {
      mark: 'DRAFT',
      bytes,
      master: draft.entry.master,
      label: `by the profile ${draft.profile}, ${described(draft.entry.master)}`,
    },
    {
      mark: 'FINAL',
      bytes: made,
      master: final,
      label: `${originOf(entry, strength)}, ${described(final)}`,
    },
  ];
  await writeWhole(place('sheet.png'), await drawContactSheet(pictures, 2, SIDE), false);
  const figures = [];
  for (const { mark, bytes, master, label } of pictures) {
    const source = `${mark.toLowerCase()}.${master.format}`;
    await writeWhole(place(source), bytes, false);
    figures.push({ mark, label, source });
  }
  const introduction =
    strength !== undefined || isAdopted(entry)
      ? `If the final picture is right: \`imagebuild approve ${target}\`.`
      : `The final picture is another one from the same words, so its composition differs. If it is right: \`imagebuild approve ${target}\`; to stay close to the draft: \`imagebuild promote ${target} --from-draft\`.`;
  await writeWhole(
    place('sheet.html'),
    contactPage({ title: target, introduction, figures, columns: 2 }),
    false,
  );
  const shown = {
    draft: draft.entry.master,
    final,
    page: `${folder}/sheet.html`,
    sheet: `${folder}/sheet.png`,
  };
  return { report, shown };
}

function described({ width, height }: MasterRecord): string {
  return `${width} × ${height}`;
}

function originOf(entry: LockEntry | undefined, strength: number | undefined): string {
  if (isAdopted(entry)) return `adopted: ${entry.adoption?.reason}`;
  return strength === undefined ? 'made anew from the words' : `made from the draft, strength ${strength}`;
}

/** Of a target whose manifest says that it begins with its draft. */
function strengthOf(target: Target | undefined): number | undefined {
  const image = target?.inputs.get('image');
  if (target === undefined || image?.kind !== 'file' || !image.path.startsWith(`drafts/${target.id}.`))
    return undefined;
  return Number(target.params.strength);
}
