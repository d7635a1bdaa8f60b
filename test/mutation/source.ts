/** Mistakes in code: one change of one expression or statement, made on the syntax tree of TypeScript. */
import ts from 'typescript';

export interface CodeMutant {
  readonly line: number;
  readonly mistake: string;
  readonly text: string;
}

const signs: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [ts.SyntaxKind.PlusToken, ['-']], [ts.SyntaxKind.MinusToken, ['+']], [ts.SyntaxKind.AsteriskToken, ['/']], [ts.SyntaxKind.SlashToken, ['*']],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']], [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.LessThanToken, ['>=', '<=']], [ts.SyntaxKind.GreaterThanToken, ['<=', '>=']], [ts.SyntaxKind.LessThanEqualsToken, ['>', '<']], [ts.SyntaxKind.GreaterThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']], [ts.SyntaxKind.BarBarToken, ['&&']],
]); // prettier-ignore

/** Functions of one value that may be forgotten, and of two of which one may be lost: a sign, an inverse, a term, a factor. */
const forgettable: ReadonlySet<string> = new Set(['negative', 'inverse', 'minus', 'cancel', 'expand', 'factor', 'settle', 'opened', 'renamed', 'rename', 'place', 'expandTo', 'substituteIndices', 'guarded', 'finish', 'mean', 'over']);
const lossy: ReadonlySet<string> = new Set(['add', 'multiply', 'scale', 'times', 'plus', 'divideByMono', 'power']);

export const codeMutants = (text: string): readonly CodeMutant[] => {
  const source = ts.createSourceFile('mutated.ts', text, ts.ScriptTarget.ES2023, true);
  const found: CodeMutant[] = [];
  const put = (node: ts.Node, by: string, mistake: string): void => {
    const start = node.getStart(source);
    const before = text.slice(start, node.end);
    if (before === by) return;
    found.push({ line: source.getLineAndCharacterOfPosition(start).line + 1, mistake: `${mistake}: ${before.replace(/\s+/gu, ' ').slice(0, 70)} -> ${by.replace(/\s+/gu, ' ').slice(0, 50)}`, text: text.slice(0, start) + by + text.slice(node.end) });
  };
  const written = (node: ts.Node | undefined): string => node?.getText(source) ?? '';
  /** Messages and types are not what is tested here. */
  const skipped = (node: ts.Node): boolean => ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isThrowStatement(node);
  const visit = (node: ts.Node): void => {
    if (skipped(node)) return;
    if (ts.isBinaryExpression(node)) for (const sign of signs.get(node.operatorToken.kind) ?? []) put(node.operatorToken, sign, 'another sign');
    if (ts.isPrefixUnaryExpression(node) && (node.operator === ts.SyntaxKind.MinusToken || node.operator === ts.SyntaxKind.ExclamationToken)) put(node, written(node.operand), 'a sign lost');
    if (ts.isNumericLiteral(node) && Number(node.text) <= 2 && !ts.isVariableDeclaration(node.parent)) put(node, String(Number(node.text) + 1), 'another number');
    if (ts.isConditionalExpression(node)) put(node, `(${written(node.condition)}) ? (${written(node.whenFalse)}) : (${written(node.whenTrue)})`, 'sides swapped');
    if (ts.isIfStatement(node) && node.elseStatement === undefined) {
      put(node.expression, 'false', 'a case left out');
      if (ts.isReturnStatement(node.thenStatement) || ts.isContinueStatement(node.thenStatement)) put(node.expression, 'true', 'a case always');
    }
    if (ts.isCallExpression(node)) {
      const name = ts.isIdentifier(node.expression) ? node.expression.text : '';
      const [first, second] = node.arguments;
      if (forgettable.has(name) && first !== undefined) put(node, written(first), `${name} forgotten`);
      if (lossy.has(name) && first !== undefined && second !== undefined) {
        put(node, written(first), 'a part lost');
        if (name !== 'scale' && name !== 'power') put(node, written(second), 'a part lost');
      }
      if (ts.isPropertyAccessExpression(node.expression) && ['filter', 'reverse', 'sort'].includes(node.expression.name.text)) put(node, `[...${written(node.expression.expression)}]`, `${node.expression.name.text} lost`);
      if (ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'every') put(node.expression.name, 'some', 'some for every');
      if (ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'some') put(node.expression.name, 'every', 'every for some');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};
