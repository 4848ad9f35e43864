import type { ReportKind } from '../build/index.ts';
import { escapedHtml, htmlPage } from '../core/html.ts';
import type { Reason } from '../plan/index.ts';
import { changedWords } from './changed-words.ts';
import type { Change } from './compare-locks.ts';
import type { DiffedTarget, ProjectDiff } from './diff.ts';
import { SCRIPT, STYLE } from './diff-page-parts.ts';
import { becauseText, differenceText, summaryOf } from './diff-words.ts';
import { pictureArticle, pictureFigure, SCORES, sentence } from './picture-article.ts';

const GENERATOR = 'imagebuild diff';

/** A report of this kind: its page, and the folders beside it. */
export const DIFF_REPORT: ReportKind = {
  mark: `<meta name="generator" content="${GENERATOR}">`,
  folders: ['pictures', 'differences'],
  files: [],
};

const HEADINGS: { readonly [C in Change]: string } = {
  changed: 'Changed',
  new: 'New',
  gone: 'Gone',
  recipe: 'Another recipe, the same picture',
  files: 'Other files of the same picture',
};

/** A comparison as a page. Its pictures are beside it; with a script before and after share a place, without one they stand side by side. */
export function diffPage(diff: ProjectDiff): string {
  const { project, revision, commit, counts, targets, metric } = diff;
  const title = `${project} since ${revision}`;
  const name = commit.startsWith(revision) ? '' : ` (<code>${commit.slice(0, 10)}</code>)`;
  const total = targets.length;
  const sections = (Object.keys(HEADINGS) as Change[]).map((change) =>
    section(
      change,
      targets.filter((target) => target.change === change),
    ),
  );
  return htmlPage({
    title,
    generator: GENERATOR,
    style: STYLE,
    body: `<header class="top">
<h1>${escapedHtml(project)} <span>since <code>${escapedHtml(revision)}</code>${name}</span></h1>
<p>${escapedHtml(sentence(summaryOf(diff)))}</p>
</header>
<main>
${total === 0 ? `<p class="empty">${counts.unchanged === 0 ? 'There is no picture yet.' : 'Every picture is as it was.'}</p>` : sections.join('\n')}
</main>
<footer>
<p>${SCORES} Metric ${metric}, <code>imagebuild diff ${escapedHtml(revision)}</code>.</p>
</footer>`,
    script: SCRIPT,
  });
}

function section(change: Change, targets: readonly DiffedTarget[]): string {
  if (targets.length === 0) return '';
  const heading = `<h2 id="${change}">${HEADINGS[change]} <span>${targets.length}</span></h2>`;
  switch (change) {
    case 'changed':
      return `<section aria-labelledby="${change}">${heading}\n${targets.map(changedTarget).join('\n')}\n</section>`;
    case 'new':
    case 'gone':
      return `<section aria-labelledby="${change}">${heading}\n<div class="grid">\n${targets.map(single).join('\n')}\n</div>\n</section>`;
    case 'recipe':
    case 'files':
      return `<section aria-labelledby="${change}">${heading}\n<div class="list">\n${targets.map(listed).join('\n')}\n</div>\n</section>`;
  }
}

function changedTarget(target: DiffedTarget): string {
  return pictureArticle({
    ...target,
    text: differenceText(target),
    words: ['before', 'after'],
    below: because(target),
  });
}

function single({ id, before, after }: DiffedTarget): string {
  return pictureFigure(id, after ?? before);
}

function listed(target: DiffedTarget): string {
  return `<article><header><h3>${escapedHtml(target.id)}</h3></header>\n${because(target)}\n</article>`;
}

function because(target: DiffedTarget): string {
  const rows = target.reasons.map(
    (reason) => `<dt>${escapedHtml(reason.field ?? reason.code)}</dt><dd>${values(reason)}</dd>`,
  );
  const note = target.change === 'files' ? becauseText(target) : target.note;
  const said = note === undefined ? '' : `<p class="note">${escapedHtml(sentence(note))}</p>`;
  return said + (rows.length > 0 ? `<dl>${rows.join('')}</dl>` : '');
}

const OLD = '<span class="unseen">before: </span>';
const NEW = '<span class="unseen">now: </span>';

function values({ from, to }: Reason): string {
  const del = (text: string) => `<del>${OLD}${escapedHtml(text)}</del>`;
  const ins = (text: string) => `<ins>${NEW}${escapedHtml(text)}</ins>`;
  if (typeof from === 'string' && typeof to === 'string' && !isDigest(from)) {
    const { start, from: old, to: present, end } = changedWords(from, to);
    const both = [old === '' ? '' : del(old), present === '' ? '' : ins(present)].filter(
      (part) => part !== '',
    );
    return `${escapedHtml(start)}${both.join(' ')}${escapedHtml(end)}`;
  }
  return `${del(shown(from))} <span aria-hidden="true">→</span> ${ins(shown(to))}`;
}

function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  if (typeof value !== 'string') return JSON.stringify(value);
  return isDigest(value) ? value.slice(0, 15) : value;
}
