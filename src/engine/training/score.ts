/** A network at given parameters on given rows, without a step: its loss, its predictions, and how well they meet the targets. */
import { compile, type Evaluator } from '../compile.ts';
import type { Data } from '../data.ts';
import { readRows, writeRows } from '../rows.ts';
import type { Nested } from '../values.ts';
import { type ClassMetrics, createTally, type Judge, judgeOf, type Metrics, type NumberMetrics } from './metrics.ts';

export interface Scored {
  readonly loss: number;
  readonly metrics?: Metrics;
  /** Of the predicted formula, row after row. */
  readonly predictions?: Float64Array;
}
export interface Score extends Partial<ClassMetrics>, Partial<NumberMetrics> {
  readonly rows: number;
  readonly loss: number;
  /** Of the predicted formula, row after row; absent where no formula meets a target. */
  readonly predictions?: Float64Array;
}
export interface Scorer {
  /** Wants every parameter written before it scores. */
  readonly evaluator: Evaluator;
  readonly score: () => Scored;
}

export const createScorer = (data: Data, judge: Judge | undefined): Scorer => {
  const program = judge?.prediction.program ?? data.program;
  const { objective } = program;
  const evaluator = compile(program, { dims: data.dims, want: [objective, ...(judge === undefined ? [] : [judge.prediction.name])] });
  const rows = Int32Array.from({ length: data.count }, (_, i) => i);
  writeRows(evaluator, data, rows);
  const tally = judge === undefined ? undefined : createTally(judge, data);
  return {
    evaluator,
    score() {
      evaluator.run();
      const [loss = NaN] = evaluator.read(objective);
      if (judge === undefined || tally === undefined) return { loss };
      const predictions = readRows(evaluator, data, judge.prediction.name);
      tally.add(predictions, rows);
      return { loss, metrics: tally.take(), predictions };
    },
  };
};

/** Parameters by name on data: the loss, and accuracy with what was taken for what, or errors of numbers. */
export const score = (data: Data, parameters: Readonly<Record<string, Nested>>): Score => {
  const scorer = createScorer(data, judgeOf(data));
  for (const [name, value] of Object.entries(parameters)) if (scorer.evaluator.plan.layouts.has(name)) scorer.evaluator.set(name, value);
  const { loss, metrics, predictions } = scorer.score();
  return { rows: data.count, loss, ...metrics, ...(predictions === undefined ? {} : { predictions }) };
};
