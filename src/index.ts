/**
 * gradscribe as a library. Nothing here touches files: texts come in as values, and texts or numbers go out. Whatever
 * cannot be done is thrown as a `Problem` with its place and its mend. The package adds the texts it comes with:
 * `prelude` (the functions every file can use), `library` (what `use("layers")` finds) and `words` (the sentences of
 * handouts); `gradscribe/page` has the style sheets and fonts of a page.
 *
 * The examples below are one program, read from top to bottom; a test runs it where there is no Node and no page.
 *
 * ```ts
 * import { compile, derive, differentiate, library, ops, prelude, read, words, write } from 'gradscribe';
 * import { initialisers, scalesOf, schedules, score, splitData, standardised } from 'gradscribe';
 * import { bindData, bindValues, dataOf, examine, fromJson, grade, lift, linePlot, optimizers, parameters, predict, programText, readTable, toJson, train, training } from 'gradscribe';
 * import { htmlOf, markdownOf, Problem, showProblem, story } from 'gradscribe';
 * import { assets } from 'gradscribe/page';
 * ```
 */

/**
 * Text to a program: named, shaped formulas in order. `prelude` are the functions it may use, `library` finds files for
 * `use(...)`, `objective` names the objective (the last formula unless given), `letters` gives numbers for sizes.
 * Throws a `Problem` with the line and column of what cannot be read.
 *
 * ```ts
 * const network = 'x = input(2); y = target(2); W = param(2, 2); b = param(2); o = tanh(W * x + b); L = halfsquare(o, y)';
 * const program = read(network, { file: 'net.grad', ops, prelude, library });
 * program.objective; // => L
 * [...program.bindings.keys()].join(' '); // => x y W b o L
 * program.bindings.get('W')?.shape.dims; // => [2,2]
 * ```
 */
export { read } from './calculus/read.ts';
export type { ReadOptions } from './lang/read.ts';

/**
 * A program back to text and to JSON, and from JSON: reading either gives the program again, a gradient program too.
 *
 * ```ts
 * programText(program).split('\n')[2]; // => W = param(2, 2)
 * const copy = fromJson(JSON.parse(JSON.stringify(toJson(program))), { file: 'net.json', ops, prelude });
 * programText(copy) === programText(program); // => true
 * ```
 */
export { programText } from './lang/program-text.ts';
export { fromJson, toJson, type ProgramJson } from './lang/program-json.ts';

/**
 * An expression back to text in the language. A very long one is cut short with an ellipsis.
 *
 * ```ts
 * const { expr } = program.bindings.get('o') ?? {};
 * expr && write(expr, ops); // => tanh(W * x + b)
 * ```
 */
export { write } from './lang/write.ts';

/**
 * The operator table every program is read with, by name. A row says shape, meaning, derivative and notation.
 *
 * ```ts
 * ops.get('tanh')?.rules[0]?.formula; // => 1 - y.^2
 * ```
 */
export { ops } from './ops/index.ts';

/**
 * A program to its gradient program, unsimplified: what trains. Each `wanted` pair is a name and its adjoint's name, with
 * the shape of the name; nothing where nothing flows. By every parameter unless told.
 * Throws where the objective is not one number.
 *
 * ```ts
 * const made = differentiate(program, ['W', 'b']);
 * made.wanted; // => [["W","d_W"],["b","d_b"]]
 * parameters(program); // => ["W","b"]
 * ```
 */
export { differentiate, parameters, type Adjoint, type Differentiated } from './calculus/differentiate.ts';

/**
 * The same, tidied into the form of a book, with every step, proved by numbers. Throws where a step does not hold.
 * `derivation.lines` go from the objective down; each has its steps with their rules, and `proof` says what was compared.
 *
 * ```ts
 * const proved = derive(program);
 * proved.derivation.lines.map((line) => `${line.goal} = ${write(line.expr, ops)}`).at(-1); // => d_W = d_z_o * x'
 * proved.proof.worstPartial < 1e-6; // => true
 * ```
 */
export { derive, type Proved } from './calculus/derive.ts';

/**
 * A per-sample program to one over samples, its objective their mean. `bindData` and `bindValues` do this where the data
 * have one more axis.
 *
 * ```ts
 * [...lift(program).program.indices.keys()]; // => ["n"]
 * ```
 */
export { lift, type Lifted } from './calculus/lift.ts';

/**
 * A program to an evaluator: set what is given (nested arrays, or flat with `write`), run, get anything by name. `dims`
 * has a number for each letter. Values are checked against their shapes.
 *
 * ```ts
 * const evaluator = compile(made.gradient, { dims: new Map() });
 * const given = { x: [1, -1], y: [0, 1], W: [[0.5, 0], [0, 0.5]], b: [0, 0] };
 * for (const [name, value] of Object.entries(given)) evaluator.set(name, value);
 * evaluator.run();
 * evaluator.shapeOf('d_W'); // => [2,2]
 * Number(evaluator.get('L')).toFixed(6); // => 1.175669
 * ```
 */
export { compile, type Evaluator } from './engine/compile.ts';

/**
 * An object of numbers and nested arrays to values: letters get their numbers, and one more leading axis on inputs and
 * targets makes them samples. Throws where shapes do not fit, naming both.
 *
 * ```ts
 * const batch = bindValues(program, { ...given, x: [[1, -1], [2, 0]], y: [[0, 1], [1, 0]] });
 * batch.lifted; // => N
 * batch.dims.get('N'); // => 2
 * ```
 */
export { bindValues, type BoundValues } from './engine/bind.ts';

/**
 * CSV text to a table, and a table to inputs and targets: columns are found by name (`x1`, `x2`) or told. A column of
 * words becomes a one-hot vector. Throws with the line of what does not fit.
 *
 * ```ts
 * const table = readTable('x1,x2,y1,y2\n0,1,1,0\n1,0,0,1\n', 'data.csv');
 * const data = bindData(program, table);
 * data.count; // => 2
 * ```
 */
export { readTable, type Table } from './engine/csv.ts';
export { bindData, type Data, type DataOptions } from './engine/data.ts';

/**
 * An object of values by name to rows to train on. Parameters in it are where training starts; those that are not drawn as
 * the file says. Throws where a value is missing or does not fit.
 *
 * ```ts
 * const started = dataOf(program, { ...given, x: [[1, -1], [2, 0]], y: [[0, 1], [1, 0]] });
 * train(started, { epochs: 0 }).parameters.W; // => [[0.5,0],[0,0.5]]
 * ```
 */
export { dataOf } from './engine/given.ts';

/**
 * Data to parameters: the same seed gives the same bits. `optimizer` is one of `optimizers`, with `hyperparameters` such
 * as `lr`. Each epoch is an entry of `history`. Throws where the loss is no longer a number. `training` is the same as a
 * generator that pauses after every batch.
 *
 * ```ts
 * const trained = train(data, { epochs: 200, hyperparameters: { lr: 0.5 }, seed: 1 });
 * trained.losses.length; // => 200
 * Object.keys(trained.history[0] ?? {}).join(' '); // => epoch loss metrics learningRate gradientNorms
 * training(data, { epochs: 1 }).next().done; // => false
 * (trained.losses.at(-1) ?? 1) < 0.01; // => true
 * optimizers.some((o) => o.name === 'momentum'); // => true
 * ```
 */
export { train, training, type Trained, type TrainOptions } from './engine/training/train.ts';
export type { Activation, Epoch } from './engine/training/history.ts';
export { optimizers, type Optimizer } from './engine/training/optimizers.ts';

/**
 * Rows held out by the seed, inputs brought to mean 0 and deviation 1 by the statistics of some rows, and what parameters
 * come to on rows: the loss, and accuracy or errors of numbers. `initialisers` and `schedules` are tables, as `optimizers` is.
 *
 * ```ts
 * splitData(data, { validation: 0.5 }, 0).validation?.count; // => 1
 * [...(standardised(data, scalesOf(data)).values.get('x') ?? [])]; // => [-1,1,1,-1]
 * (score(data, trained.parameters).errors?.mse ?? 1) < 0.01; // => true
 * schedules.map((s) => s.name).join(' '); // => constant step exponential cosine warmup inverse
 * initialisers.some((i) => i.name === 'orthogonal'); // => true
 * ```
 */
export { splitData, type Shares, type Split } from './engine/training/split.ts';
export { scalesOf, standardised, type Scale, type Scales } from './engine/training/standardise.ts';
export { score, type Score } from './engine/training/score.ts';
export { schedules, type Schedule } from './engine/training/schedules.ts';
export { initialisers, type Initialiser } from './engine/training/initialise.ts';

/**
 * Parameters on data to the values of formulas, with a leading axis over the rows.
 *
 * ```ts
 * const said = predict(data, trained.parameters, ['o']).get('o');
 * Array.isArray(said) && said.length; // => 2
 * ```
 */
export { predict } from './engine/predict.ts';
export type { Nested } from './engine/values.ts';

/**
 * Is this formula the gradient? Equal, different (with a point to see it at) or undecided; `examine` prepares a question
 * for many answers. Throws a `Problem` at the place in the answer that cannot be read.
 *
 * ```ts
 * grade(program, 'b', '(o - y) .* (1 - o.^2)').verdict; // => equal
 * examine(program, 'b').grade('(y - o) .* (1 - o.^2)').verdict; // => different
 * ```
 */
export { examine, grade, type Examiner, type Grade, type Remark } from './grade/grade.ts';
export type { Shown } from './grade/witness.ts';

/**
 * A proved derivation to a neutral document, and its printers: a page that needs no network, and Markdown.
 *
 * ```ts
 * const doc = story(proved, { words: words.en, title: 'One layer' });
 * markdownOf(doc, words.en.page).startsWith('# One layer'); // => true
 * htmlOf(doc, words.en.page, assets).startsWith('<!doctype html>'); // => true
 * ```
 */
export { story, type StoryOptions } from './render/story.ts';
export { htmlOf, type HtmlAssets, type PageWords } from './render/html.ts';
export { markdownOf } from './render/markdown.ts';
export type { Doc, Language } from './render/doc.ts';
export type { Words } from './render/say.ts';

/**
 * Curves as an SVG drawing, with a linear or logarithmic axis.
 *
 * ```ts
 * const points = trained.losses.map((loss, i) => [i + 1, loss] as const);
 * linePlot({ x: 'epoch', y: 'loss', scale: 'log', series: [{ label: 'loss', points }] }).startsWith('<svg'); // => true
 * ```
 */
export { linePlot, type Plot } from './render/plot.ts';

/**
 * The one error: a stable `code`, a message, where it is, what was expected and how to mend it; and how it is shown, with
 * its line and a caret under the place.
 *
 * ```ts
 * const wrong = (): unknown => {
 *   try {
 *     return read('x = input(2); L = sum(y)', { file: 'net.grad', ops, prelude });
 *   } catch (problem) {
 *     return problem;
 *   }
 * };
 * const problem = wrong();
 * problem instanceof Problem && problem.code; // => unknown-name
 * problem instanceof Problem && showProblem(problem).split('\n')[0]; // => net.grad:1:23: there is no y here
 * ```
 */
export { Problem, type Fault, type Place } from './core/problem.ts';
export { showProblem } from './lang/caret.ts';

export type { Binding, Program } from './core/program.ts';
export type { Derivation, Line, Step } from './core/step.ts';
export type { Expr } from './core/expr.ts';
export type { Library } from './lang/file/use.ts';
export type { Shape } from './core/shape.ts';
export type { Dim } from './core/dim.ts';
