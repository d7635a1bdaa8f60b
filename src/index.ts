/**
 * gradscribe as a library. Nothing here touches files: texts (networks, the prelude, words, style sheets) come in as
 * values, and texts or numbers go out. Whatever cannot be done is thrown as a `Problem` with its place and its mend.
 *
 * ```ts
 * const program = read(networkText, { file: 'net.grad', ops, prelude: preludeText });
 * const proved = derive(program); // gradients with their steps, checked by numbers
 * const evaluator = compile(proved.derivation.gradient, { dims: new Map() });
 * const trained = train(bindData(program, readTable(csvText, 'data.csv')), { epochs: 1000 });
 * const page = htmlOf(story(proved, { words, title: 'net' }), words.page, assets);
 * ```
 *
 * The prelude is `templates/prelude/functions.grad` and the words are `templates/words/{en,zh}.json` of this package.
 */

/** Text to a program: `read(text, { file, ops, prelude, objective?, letters? })`. */
export { read, type ReadOptions } from './lang/read.ts';
/** An expression back to text in the language: `write(expr, ops)`. */
export { write } from './lang/write.ts';
/** The operator table every program is read with. */
export { ops } from './ops/index.ts';

/** A program to its gradient program, unsimplified: what trains. */
export { differentiate, parameters, type Adjoint, type Differentiated } from './calculus/differentiate.ts';
/** The same, tidied into the form of a book, with every step, proved by numbers; throws where a step does not hold. */
export { derive, type Proved } from './calculus/derive.ts';
/** A per-sample program to one over samples, its objective their mean. */
export { lift, type Lifted } from './calculus/lift.ts';

/** A program with numbers for its letters to an evaluator: set what is given, run, get anything. */
export { compile, type Evaluator } from './engine/compile.ts';
/** An object of numbers and nested arrays to values, letters bound, lifted over samples where it says so. */
export { bindValues, type BoundValues } from './engine/bind.ts';
/** CSV text to a table, and a table to inputs and targets. */
export { readTable, type Table } from './engine/csv.ts';
export { bindData, type Data, type DataOptions } from './engine/data.ts';
/** Data to parameters, same seed, same bits; and parameters on data to predictions. */
export { train, type Trained, type TrainOptions } from './engine/train.ts';
export { predict } from './engine/predict.ts';
export { optimizers, type Optimizer } from './engine/optimizers.ts';
export type { Nested } from './engine/values.ts';

/**
 * Is this formula the gradient? `grade(program, 'W1', "d_z1 * x'")` says equal, different (with a point to see it at) or
 * undecided; `examine(program, 'W1')` prepares a question for many answers. Throws a `Problem` at the place in the answer that
 * cannot be read.
 */
export { examine, grade, type Examiner, type Grade, type Remark } from './grade/grade.ts';
export type { Shown } from './grade/witness.ts';

/** A proved derivation to a neutral document, and its printers. */
export { story, type StoryOptions } from './render/story.ts';
export { htmlOf, type HtmlAssets, type PageWords } from './render/html.ts';
export { markdownOf } from './render/markdown.ts';
export { linePlot, type Plot } from './render/plot.ts';
export type { Doc, Language } from './render/doc.ts';
export type { Words } from './render/say.ts';

/** The one error, and how it is shown: with its line and a caret under the place. */
export { Problem, type Fault, type Place } from './core/problem.ts';
export { showProblem } from './lang/caret.ts';
export type { Binding, Program } from './core/program.ts';
export type { Derivation, Line, Step } from './core/step.ts';
export type { Expr } from './core/expr.ts';
export type { Shape } from './core/shape.ts';
export type { Dim } from './core/dim.ts';
