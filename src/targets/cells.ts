import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { closest, didYouMean } from '../core/suggest.ts';
import type { AssetDeclaration, Axis, Cell, Manifest, Row, Variation } from '../manifest/index.ts';
import { within } from './settings.ts';

/** One combination of an asset's scene, row and axis values, before its settings are resolved. */
export interface Combination {
  readonly scene?: Variation;
  readonly row?: Row;
  /** One value for each axis, in declared order. */
  readonly values: readonly Variation[];
}

/** How many targets an asset stands for at most; cheap, so that limits are checked before anything is made. */
export function countCombinations(asset: AssetDeclaration): number {
  const cells = asset.axes.reduce((product, axis) => product * axis.values.length, 1) + asset.include.length;
  return Math.max(1, asset.scenes.length) * (asset.rows?.length ?? 1) * cells;
}

/** An asset × scenes × rows × cells of its matrix, in declared order. */
export function combinations(
  asset: AssetDeclaration,
  manifest: Manifest,
): { combinations: Combination[]; problems: Diagnostic[] } {
  const { cells, problems } = matrixCells(asset, manifest);
  const scenes: readonly (Variation | undefined)[] = asset.scenes.length > 0 ? asset.scenes : [undefined];
  const rows: readonly (Row | undefined)[] = asset.rows ?? [undefined];
  const found: Combination[] = [];
  for (const scene of scenes)
    for (const row of rows) for (const values of cells) found.push({ scene, row, values });
  return { combinations: found, problems };
}

function matrixCells(
  asset: AssetDeclaration,
  manifest: Manifest,
): { cells: Variation[][]; problems: Diagnostic[] } {
  const problems = asset.exclude.flatMap((cell) => checkExclude(cell, asset, manifest));
  let cells: Variation[][] = [[]];
  for (const axis of asset.axes)
    cells = cells.flatMap((cell) => axis.values.map((value) => [...cell, value]));
  if (asset.axes.length > 0) {
    cells = cells.filter((cell) => !asset.exclude.some((excluded) => matches(cell, excluded, asset.axes)));
  }
  const names = new Set(cells.map(cellName));
  for (const included of asset.include) {
    const cell = includedCell(included, asset, manifest, problems);
    if (cell === undefined || names.has(cellName(cell))) continue;
    names.add(cellName(cell));
    cells.push(cell);
  }
  return { cells, problems };
}

function cellName(cell: readonly Variation[]): string {
  return cell.map(({ name }) => name).join('.');
}

function matches(cell: readonly Variation[], excluded: Cell, axes: readonly Axis[]): boolean {
  return axes.every((axis, index) => {
    const wanted = excluded.values.get(axis.name);
    return wanted === undefined || wanted === cell[index]?.name;
  });
}

function checkExclude(cell: Cell, asset: AssetDeclaration, manifest: Manifest): Diagnostic[] {
  const problems = unknownAxes(cell, asset, manifest);
  for (const axis of asset.axes) {
    const wanted = cell.values.get(axis.name);
    if (wanted === undefined || axis.values.some(({ name }) => name === wanted)) continue;
    problems.push(unknownValue(wanted, axis, cell, manifest));
  }
  return problems;
}

function unknownAxes(cell: Cell, asset: AssetDeclaration, manifest: Manifest): Diagnostic[] {
  const known = asset.axes.map(({ name }) => name);
  return [...cell.values.keys()]
    .filter((axis) => !known.includes(axis))
    .map((axis) =>
      problem('unknown-axis', `the matrix has no axis "${axis}"`, {
        location: manifest.locate(within(cell.place, axis), 'key'),
        hint: didYouMean(axis, known),
      }),
    );
}

function unknownValue(value: string, axis: Axis, cell: Cell, manifest: Manifest): Diagnostic {
  return problem('unknown-value', `the axis "${axis.name}" has no value "${value}"`, {
    location: manifest.locate(within(cell.place, axis.name)),
    hint: didYouMean(
      value,
      axis.values.map(({ name }) => name),
    ),
  });
}

function includedCell(
  cell: Cell,
  asset: AssetDeclaration,
  manifest: Manifest,
  problems: Diagnostic[],
): Variation[] | undefined {
  const before = problems.length;
  problems.push(...unknownAxes(cell, asset, manifest));
  const values = asset.axes.flatMap((axis): Variation[] => {
    const name = cell.values.get(axis.name);
    if (name === undefined) {
      const message = `a cell to include needs a value for the axis "${axis.name}"`;
      problems.push(problem('missing-key', message, { location: manifest.locate(cell.place) }));
      return [];
    }
    const known = cell.added.get(axis.name) ?? axis.values.find((value) => value.name === name);
    if (known) return [known];
    // A new value is allowed here, its name being its text; one that nearly is a declared name is a slip.
    if (
      closest(
        name,
        axis.values.map((value) => value.name),
      ) !== undefined
    ) {
      problems.push(unknownValue(name, axis, cell, manifest));
      return [];
    }
    return [
      {
        name,
        layer: {
          label: `${axis.name} ${name}`,
          place: within(cell.place, axis.name),
          settings: { prompt: name },
        },
      },
    ];
  });
  return problems.length === before ? values : undefined;
}
