// How much of src/ the compiler knows the type of: `node scripts/type-coverage.js`, with `--list` where it is `any`.
// With a compiler of its own, because the one that compiles has no programming interface.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-with-api';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const loose = [];
let all = 0;
for (const config of ['tsconfig.build.json', 'src/studio/page/tsconfig.json']) {
  const path = join(root, config);
  const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(path, { noEmit: true }, ts.sys);
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || !file.fileName.startsWith(join(root, 'src'))) continue;
    const isPage = file.fileName.includes('/src/studio/page/');
    if (isPage !== config.startsWith('src')) continue;
    const visit = (node) => {
      if (ts.isIdentifier(node) && isExpression(node)) {
        all += 1;
        const type = checker.getTypeAtLocation(node);
        if (type.flags & ts.TypeFlags.Any) {
          const { line } = file.getLineAndCharacterOfPosition(node.getStart());
          loose.push(`${relative(root, file.fileName)}:${line + 1} ${node.text}`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
}
if (process.argv.includes('--list')) process.stdout.write(`${loose.join('\n')}\n`);
process.stdout.write(
  `${all - loose.length} of ${all} identifiers have a type: ${((1 - loose.length / all) * 100).toFixed(2)} %\n`,
);

/** Names of tags, of namespaces, of what is imported and of members that are taken apart have no type of their own. */
function isExpression(node) {
  const { parent, text } = node;
  if (ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent)) return /^[A-Z]/.test(text);
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  return !(
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isModuleDeclaration(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isTypePredicateNode(parent) ||
    (ts.isQualifiedName(parent) && parent.left === node) ||
    ts.isConstTypeReference(parent)
  );
}
