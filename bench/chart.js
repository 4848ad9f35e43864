import { isMet } from './report.js';

const [LEFT, WIDTH, LINE, TOP] = [430, 320, 26, 56];

/** Rows that have a goal, each as its share of what it may take: what ends before the line is within its goal. */
export function chart(rows) {
  const shown = rows.filter(({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined);
  const height = TOP + shown.length * LINE + 20;
  const works = shown.map(({ row, work }) => `${row}: ${work}`);
  const bars = shown.map((row, at) => {
    const work = works[at];
    // Rows of one work differ in what they are held against.
    const label = works.indexOf(work) === works.lastIndexOf(work) ? work : `${row.row}: ${row.reference}`;
    return bar(row, label, TOP + at * LINE);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 126} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Measured ratios against their goals">
<style>text{fill:#1f2430}.dim{fill:#5b6475}.good{fill:#2f7d5b}.bad{fill:#b4532a}.goal{stroke:#1f2430;stroke-dasharray:3 3}@media(prefers-color-scheme:dark){text{fill:#e8eaf0}.dim{fill:#a4adbf}.good{fill:#5cb98d}.bad{fill:#e08b62}.goal{stroke:#e8eaf0}}</style>
<text x="16" y="24" font-size="15" font-weight="600">Measured, as a share of what is allowed</text>
<line class="goal" x1="${LEFT + WIDTH / 2}" x2="${LEFT + WIDTH / 2}" y1="36" y2="${height - 12}"/>
<text class="dim" x="${LEFT + WIDTH / 2 + 5}" y="44" font-size="11">goal</text>
${bars.join('\n')}
</svg>
`;
}

function bar(row, label, y) {
  const { ours, theirs, atMost, atLeast } = row;
  const ratio = ours / theirs;
  const share = atMost === undefined ? atLeast / ratio : ratio / atMost;
  // Twice the goal fills the chart; what is longer is cut off, and its number says how long it is.
  const length = Math.min(1, share / 2) * WIDTH;
  const end = LEFT + WIDTH;
  const further = `<path class="bad" d="M${end + 2} ${y + 3}l8 8l-8 8z"/>`;
  return `<text x="16" y="${y + 15}">${escaped(label)}</text>
<rect class="${isMet(row) ? 'good' : 'bad'}" x="${LEFT}" y="${y + 3}" width="${length.toFixed(1)}" height="16" rx="3"/>
${share > 2 ? `${further}\n` : ''}<text class="dim" x="${end + 18}" y="${y + 15}" font-size="12">${ratio.toFixed(2)} × (${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`})</text>`;
}

function escaped(text) {
  const short = text.length > 58 ? `${text.slice(0, 57)}…` : text;
  return short.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
