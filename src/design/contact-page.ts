import { escapedHtml, htmlPage, withCode } from '../core/html.ts';

/** A picture on the page. */
export interface Figure {
  /** What it is called on sheet and page: its number in a grid, or a word. */
  readonly mark: string;
  readonly label: string;
  /** Relative to the page. */
  readonly source: string;
}

export interface ContactPage {
  readonly title: string;
  /** A sentence to begin with; what stands between back quotes is a command. */
  readonly introduction: string;
  readonly figures: readonly Figure[];
  /** How many are beside each other. */
  readonly columns: number;
}

/** A page that shows pictures with their marks and settings; opened from disk, without a script. */
export function contactPage({ title, introduction, figures, columns }: ContactPage): string {
  const items = figures.map((figure) => {
    const [mark, label, source] = [figure.mark, figure.label, figure.source].map(escapedHtml);
    return `<figure><a href="${source}"><img src="${source}" alt="Picture ${mark}: ${label}" loading="lazy"></a><figcaption><b>${mark}</b> ${label}</figcaption></figure>`;
  });
  return htmlPage({
    title,
    style: `body { margin: 1.5rem; }
code { font-size: 0.95em; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(${columns}, minmax(0, 1fr)); }
figure { margin: 0; }
img { display: block; width: 100%; height: auto; border-radius: 6px; }
figcaption { padding: 0.4rem 0.1rem; overflow-wrap: anywhere; }
@media (max-width: 700px) { .grid { grid-template-columns: repeat(${Math.min(columns, 2)}, minmax(0, 1fr)); } }`,
    body: `<h1>${escapedHtml(title)}</h1>
<p>${withCode(introduction)}</p>
<div class="grid">
${items.join('\n')}
</div>`,
  });
}
