/** A picture on the page. */
export interface Figure {
  readonly number: number;
  readonly label: string;
  /** Relative to the page. */
  readonly source: string;
}

/** A page that shows a grid with the number and the settings of each picture; opened from disk, without a script. */
export function contactPage(target: string, figures: readonly Figure[], columns: number): string {
  const items = figures.map(
    ({ number, label, source }) =>
      `<figure><a href="${escaped(source)}"><img src="${escaped(source)}" alt="Picture ${number}: ${escaped(label)}" loading="lazy"></a><figcaption><b>${number}</b> ${escaped(label)}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(target)}</title>
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
<h1>${escaped(target)}</h1>
<p>Take one with <code>imagebuild pin ${escaped(target)} --cell NUMBER</code>. It costs nothing again.</p>
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
