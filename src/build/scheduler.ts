/**
 * Runs every node after the nodes it depends on, as soon as they are done; knows nothing of what running means. The
 * nodes come in dependency order. How many run at once is up to the queues inside `run`.
 */
export async function runInOrder<Node extends { readonly id: string }, Outcome>(
  nodes: readonly Node[],
  dependencies: (node: Node) => readonly string[],
  run: (node: Node, inputs: readonly Outcome[]) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const node of nodes) {
    const inputs = dependencies(node).flatMap((id) => outcomes.get(id) ?? []);
    const outcome = inputs.length === 0 ? run(node, []) : Promise.all(inputs).then((done) => run(node, done));
    outcomes.set(node.id, outcome);
  }
  return Promise.all(outcomes.values());
}
