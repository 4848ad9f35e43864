/** Results → Markdown tables, by the name of their place in docs/encoders.md. */
export function tablesOf({ pictures, front, thresholds = [], fixed = [], meanings = [], ssim = [] }) {
  const of = (format) => front.filter((line) => line.format === format);
  const tables = {
    pictures: table(
      [
        'Picture',
        'Kind',
        'Width',
        'Halved',
        'Worst tiles',
        'Still',
        'Our choice',
        'SSIM',
        'Bytes',
        'Chroma PSNR',
      ],
      pictures.map((one) => [
        one.name,
        one.kind,
        one.width,
        `${one.halved.toFixed(1)} dB`,
        `${one.halvedWorst.toFixed(1)} dB`,
        `${Math.round(100 * one.still)} %`,
        one.choice,
        one.ssim.toFixed(4),
        one.bytes,
        `${one.chromaPsnr.toFixed(1)} dB`,
      ]),
    ),
    'avif-sizes': fronts(of('avif').filter(({ widths }) => Object.keys(widths).length > 1)),
    'avif-widths': perGroup(
      of('avif').filter(({ widths }) => Object.keys(widths).length > 1),
      'widths',
    ),
    'avif-pictures': perGroup(
      of('avif').filter(({ candidate }) => candidate === 'effort 3, by picture'),
      'names',
    ),
    'avif-grid': fronts(of('avif'), ({ widths }) => widths[480]),
    'avif-kinds': perGroup(
      of('avif').filter(({ widths }) => Object.keys(widths).length > 1),
      'kinds',
    ),
    'avif-thresholds': table(
      ['Threshold', 'CPU', 'Bytes', 'Bytes, mean of ratios', 'Chroma PSNR', 'Pictures of another class'],
      thresholds.map((row) => [
        `${row.decibels} dB`,
        ratio(row.cpu),
        thousandths(row.bytes),
        thousandths(row.meanBytes),
        `${signed(row.chromaPsnr, 2)} dB`,
        row.installed ? 'as installed' : row.moved,
      ]),
    ),
    'avif-fixed': atFixed(fixed.filter(({ format }) => format === 'avif')),
    'others-fixed': atFixed(fixed.filter(({ format }) => format !== 'avif')),
    webp: fronts(of('webp')),
    jpeg: fronts(of('jpeg')),
    png: table(
      ['Setting', 'CPU', 'Bytes', ...kindsOf(of('png')).map((kind) => `bytes, ${kind}`), 'SSIM'],
      of('png').map(({ candidate, all, kinds }) => [
        candidate,
        ratio(all.cpu),
        ratio(all.bytes),
        ...Object.values(kinds).map(({ bytes }) => ratio(bytes)),
        signed(all.ssim, 4),
      ]),
    ),
    meanings: table(
      ['Format', 'Setting', 'Default’s quality', 'Same SSIM at', 'Range'],
      meanings.map((row) => [row.format, row.name, row.level, row.quality, `${row.least} to ${row.most}`]),
    ),
    ssim: table(
      ['Format', 'Quality', 'SSIM, median', 'Range'],
      ssim.map((row) => [
        row.format,
        row.quality,
        row.ssim.toFixed(4),
        `${row.least.toFixed(4)} to ${row.most.toFixed(4)}`,
      ]),
    ),
  };
  return tables;
}

/** Puts each table between its markers. */
export function fillTables(page, tables) {
  return Object.entries(tables).reduce((text, [name, lines]) => {
    const place = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(\\n<!-- end -->)`);
    if (!place.test(text)) throw new Error(`docs/encoders.md has no place for the table ${name}`);
    return text.replace(place, (_, before, after) => `${before}\n${lines}\n${after}`);
  }, page);
}

function fronts(lines, part = ({ all }) => all) {
  return table(
    [
      'Setting',
      'CPU',
      'Bytes',
      'CPU, mean of ratios',
      'Bytes, mean of ratios',
      'Luma PSNR',
      'Chroma PSNR',
      'Quality',
      'Pictures',
    ],
    lines
      .map((line) => ({ candidate: line.candidate, ...part(line) }))
      .sort((a, b) => a.cpu - b.cpu)
      .map((line) => [
        line.candidate,
        ratio(line.cpu),
        ratio(line.bytes),
        ratio(line.meanCpu),
        ratio(line.meanBytes),
        `${signed(line.lumaPsnr, 1)} dB`,
        `${signed(line.chromaPsnr, 1)} dB`,
        line.quality,
        line.pictures,
      ]),
  );
}

/** What the defaults come to without any search. */
function atFixed(lines) {
  return table(
    [
      'Format',
      'Effort',
      'Class',
      'Quality',
      'Encoder’s',
      'Mean SSIM',
      'Single pictures',
      'CPU',
      'Bytes',
      'Chroma PSNR',
      'Pictures',
    ],
    [...lines]
      .sort((a, b) => keyOf(a).localeCompare(keyOf(b)) || a.quality - b.quality)
      .map((line) => [
        line.format,
        line.effort,
        line.class,
        line.quality,
        line.given ?? '',
        signed(line.ssim, 4),
        `${signed(line.least, 4)} to ${signed(line.most, 4)}`,
        ratio(line.cpu),
        ratio(line.bytes),
        `${signed(line.chromaPsnr, 1)} dB`,
        line.pictures,
      ]),
  );
}

const keyOf = ({ format, effort, class: kind }) => `${format} ${effort} ${kind}`;

const kindsOf = (lines) => Object.keys(lines[0]?.kinds ?? {});

function perGroup(lines, field) {
  const groups = [...new Set(lines.flatMap((line) => Object.keys(line[field])))];
  return table(
    ['Setting', ...groups.map((group) => `${group}: CPU, bytes, chroma`)],
    lines.map((line) => [
      line.candidate,
      ...groups.map((group) => {
        if (line[field][group] === undefined) return '';
        const { cpu, bytes, chromaPsnr } = line[field][group];
        return `${ratio(cpu)}, ${ratio(bytes)}, ${signed(chromaPsnr, 1)} dB`;
      }),
    ]),
  );
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const ratio = (value) => `${value.toFixed(2)} ×`;
const thousandths = (value) => `${value.toFixed(3)} ×`;
const signed = (value, digits) => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
