/** The one document of the page; what it shows comes from the server, or stands in it where it was exported. */
export function pageHtml(exported?: string): string {
  const data =
    exported === undefined
      ? ''
      : `\n<script type="application/json" id="exported">${exported.replaceAll('<', '\\u003c')}</script>`;
  const base = exported === undefined ? '/' : './';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>imagebuild studio</title>
<link rel="icon" href="${base}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}studio.css">
</head>
<body>
<div id="studio"><noscript>The studio needs JavaScript. The command line does everything that it does.</noscript></div>${data}
<script src="${base}studio.js"></script>
</body>
</html>
`;
}
