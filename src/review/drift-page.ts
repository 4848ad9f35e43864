import type { ReportKind } from '../build/index.ts';
import { escapedHtml, htmlPage } from '../core/html.ts';
import { credits } from '../core/words.ts';
import { SCRIPT, STYLE } from './diff-page-parts.ts';
import type { DriftedTarget, DriftResult, ProjectDrift } from './drift.ts';
import { driftSummary, driftText } from './drift-words.ts';
import { pictureArticle, pictureFigure, SCORES, sentence } from './picture-article.ts';

const GENERATOR = 'imagebuild drift';

/** A report of this kind: its page, and the folders beside it. */
export const DRIFT_REPORT: ReportKind = {
  mark: `<meta name="generator" content="${GENERATOR}">`,
  folders: ['pictures', 'differences'],
  files: [],
};

const HEADINGS: { readonly [R in DriftResult]: string } = {
  drifted: 'Drifted',
  alike: 'Other bytes that look alike',
  same: 'The same bytes',
  failed: 'Could not be made',
  'not-asked': 'Not asked for',
};

/** What came of making pictures again, as a page. Its pictures are beside it. */
export function driftPage(drift: ProjectDrift): string {
  const { project, targets, metric, threshold, cost, leftOut } = drift;
  const spent = cost.requests > 0 ? `, for ${credits(cost.spentCredits)}` : '';
  const sections = (Object.keys(HEADINGS) as DriftResult[]).map((result) =>
    section(
      result,
      targets.filter((target) => target.result === result),
    ),
  );
  return htmlPage({
    title: `${project}: drift`,
    generator: GENERATOR,
    style: STYLE,
    body: `<header class="top">
<h1>${escapedHtml(project)} <span>made again</span></h1>
<p>${escapedHtml(sentence(driftSummary(drift) + spent))}</p>
</header>
<main>
${sections.join('\n')}
${
  leftOut.length > 0
    ? list(
        'Left out',
        leftOut.map(({ id, because }) => [id, because]),
      )
    : ''
}
</main>
<footer>
<p>Each picture was made again with its own recipe and seed; nothing but this report was written. A score above ${threshold} counts as drifted. ${SCORES} Metric ${metric}, <code>imagebuild drift</code>.</p>
</footer>`,
    script: SCRIPT,
  });
}

function section(result: DriftResult, targets: readonly DriftedTarget[]): string {
  if (targets.length === 0) return '';
  const heading = `<h2 id="${result}">${HEADINGS[result]} <span>${targets.length}</span></h2>`;
  switch (result) {
    case 'drifted':
    case 'alike':
      return `<section aria-labelledby="${result}">${heading}\n${targets.map(pair).join('\n')}\n</section>`;
    case 'same':
      return `<section aria-labelledby="${result}">${heading}\n<div class="grid">\n${targets.map(({ id, after }) => pictureFigure(id, after)).join('\n')}\n</div>\n</section>`;
    case 'failed':
    case 'not-asked':
      return list(
        HEADINGS[result],
        targets.map((target) => [target.id, driftText(target)]),
      );
  }
}

function pair(target: DriftedTarget): string {
  const { provider, model, seed } = target;
  const facts = [
    ['made by', [provider, model].filter(Boolean).join(', ')],
    ...(seed === undefined ? [] : [['seed', String(seed)]]),
  ];
  const rows = facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escapedHtml(value)}</dd>`);
  return pictureArticle({
    ...target,
    text: driftText(target),
    words: ['stored', 'made again'],
    below: `<dl>${rows.join('')}</dl>`,
  });
}

function list(heading: string, rows: readonly (readonly [string, string])[]): string {
  const articles = rows.map(
    ([id, text]) =>
      `<article><header><h3>${escapedHtml(id)}</h3></header><p class="note">${escapedHtml(sentence(text.replace(/\.$/, '')))}</p></article>`,
  );
  return `<section><h2>${heading} <span>${rows.length}</span></h2>\n${articles.join('\n')}\n</section>`;
}
