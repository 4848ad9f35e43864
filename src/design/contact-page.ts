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
  const items = figures.map(
    ({ mark, label, source }) =>
      `<figure><a href="${escaped(source)}"><img src="${escaped(source)}" alt="Picture ${escaped(mark)}: ${escaped(label)}" loading="lazy"></a><figcaption><b>${escaped(mark)}</b> ${escaped(label)}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
body { margin: 1.5rem; }
code { font-size: 0.95em; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(${columns}, minmax(0, 1fr)); }
figure { margin: 0; }
img { display: block; width: 100%; height: auto; border-radius: 6px; }
figcaption { padding: 0.4rem 0.1rem; overflow-wrap: anywhere; }
@media (max-width: 700px) { .grid { grid-template-columns: repeat(${Math.min(columns, 2)}, minmax(0, 1fr)); } }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(introduction).replace(/`([^`]*)`/g, '<code>$1</code>')}</p>
<div class="grid">
${items.join('\n')}
</div>
</body>
</html>
`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
