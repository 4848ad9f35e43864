const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in a page or between the quotes of an attribute. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** A text in which what stands between back quotes is a command or a name. */
export function withCode(text: string): string {
  return escapedHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

export interface HtmlPage {
  readonly title: string;
  /** What made it, and of what kind it is: a later one of that kind may take its place. */
  readonly generator?: string;
  readonly style: string;
  /** What stands in the body, as HTML. */
  readonly body: string;
  readonly script?: string;
}

/** A whole page that needs nothing but what is in it; opened from disk, dark or light as its reader likes. */
export function htmlPage({ title, generator, style, body, script }: HtmlPage): string {
  const made = generator === undefined ? '' : `\n<meta name="generator" content="${escapedHtml(generator)}">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${made}
<title>${escapedHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
${style}
</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script>\n${script}\n</script>\n`}</body>
</html>
`;
}
