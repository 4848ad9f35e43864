/** How many nodes may be under way at once: far more than any queue takes, far fewer than a large project has. */
export const MOST_AT_ONCE = 1000;

/**
 * Runs every node after the nodes it depends on, as soon as they are done; knows nothing of what running means. The
 * nodes come in dependency order. `begin` bounds how many are under way; it is asked only when a node's inputs are
 * there, so that waiting for an input never takes a place. How many really work at once is up to the queues in `run`.
 */
export async function runInOrder<Node extends { readonly id: string }, Outcome>(
  nodes: readonly Node[],
  dependencies: (node: Node) => readonly string[],
  run: (node: Node, inputs: readonly Outcome[]) => Promise<Outcome>,
  begin: (work: () => Promise<Outcome>) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const node of nodes) {
    const inputs = dependencies(node).flatMap((id) => outcomes.get(id) ?? []);
    const outcome =
      inputs.length === 0
        ? begin(() => run(node, []))
        : Promise.all(inputs).then((done) => begin(() => run(node, done)));
    outcomes.set(node.id, outcome);
  }
  return Promise.all(outcomes.values());
}
