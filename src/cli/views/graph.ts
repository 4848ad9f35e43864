export interface GraphNode {
  readonly id: string;
  readonly asset: string;
  readonly operation: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

type View = (nodes: readonly GraphNode[], edges: readonly GraphEdge[]) => string;

/** One writer for each language of graphs. */
export const GRAPH_VIEWS = { dot, mermaid } satisfies { readonly [name: string]: View };
export type GraphView = keyof typeof GRAPH_VIEWS;

function dot(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const groups = [...groupByAsset(nodes)].map(([asset, members]) => [
    `  subgraph ${quoted(`cluster_${asset}`)} {`,
    `    label=${quoted(asset)};`,
    ...members.map(({ id, operation }) => `    ${quoted(id)} [tooltip=${quoted(operation)}];`),
    '  }',
  ]);
  const arrows = edges.map(({ from, to }) => `  ${quoted(from)} -> ${quoted(to)};`);
  return `${['digraph imagebuild {', '  rankdir=LR;', '  node [shape=box, style=rounded];', ...groups.flat(), ...arrows, '}'].join('\n')}\n`;
}

/** Mermaid names cannot hold `/` and `@`, so nodes are numbered. */
function mermaid(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `t${index}`]));
  const groups = [...groupByAsset(nodes)].map(([asset, members], index) => [
    `  subgraph a${index}["${asset}"]`,
    ...members.map(({ id }) => `    ${names.get(id)}["${id}"]`),
    '  end',
  ]);
  const arrows = edges.map(({ from, to }) => `  ${names.get(from)} --> ${names.get(to)}`);
  return `${['flowchart LR', ...groups.flat(), ...arrows].join('\n')}\n`;
}

function groupByAsset(nodes: readonly GraphNode[]): Map<string, GraphNode[]> {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) groups.set(node.asset, [...(groups.get(node.asset) ?? []), node]);
  return groups;
}
