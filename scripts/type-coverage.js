// How much of src/ the compiler knows the type of: `npm run type-coverage` fails where it is `any` without a reason that
// stands below. With a compiler of its own, because the one that compiles has no programming interface.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-with-api';

/** Names whose type other people have left open, and that are only passed on here. */
const OPEN = {
  reason: 'of an AbortSignal: whoever aborts may give anything',
  cause: 'of an error: as above',
  context: 'of a hook of undici, for which its types say nothing',
};

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
const typed = ((1 - loose.length / all) * 100).toFixed(2);
process.stdout.write(`${all - loose.length} of ${all} identifiers have a type: ${typed} %\n`);
const unexplained = loose.filter((place) => !Object.hasOwn(OPEN, place.split(' ')[1]));
for (const place of unexplained) process.stderr.write(`${place} is any\n`);
process.exitCode = unexplained.length === 0 ? 0 : 1;

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
    (ts.isQualifiedName(parent) && (parent.left === node || ts.isQualifiedName(parent.parent))) ||
    ts.isConstTypeReference(parent)
  );
}
