/** How long is the gradient of the loss by each member of a recurrence? Lengths that fall from the last step to the first tell of a gradient that vanishes. */
import { differentiate } from '../../calculus/differentiate.ts';
import { statesOf } from '../../calculus/states.ts';
import type { Data } from '../data.ts';
import { predict } from '../predict.ts';
import { flatten, shapeOf } from '../values.ts';
import type { Trained } from './train.ts';

/** By the name of a state: the root of the sum of squares of its adjoint at steps 1, 2, ..., over all rows of the data. */
export type StepNorms = ReadonlyMap<string, readonly number[]>;

export const stepNormsOf = (data: Data, parameters: Trained['parameters']): StepNorms => {
  const states = statesOf(data.program);
  if (states.length === 0) return new Map();
  const { gradient } = differentiate(data.program);
  const adjoints = [...gradient.bindings.values()].flatMap((b) => {
    const state = states.find((s) => s.name === b.adjointOf);
    return state === undefined ? [] : [{ state, adjoint: b }];
  });
  const values = predict({ ...data, program: gradient }, parameters, adjoints.map((a) => a.adjoint.name));
  return new Map(
    adjoints.map(({ state, adjoint }) => {
      const nested = values.get(adjoint.name) ?? 0;
      const sizes = shapeOf(nested, adjoint.name);
      const axis = adjoint.over.indexOf(state.index);
      const stride = sizes.slice(axis + 1).reduce((a, b) => a * b, 1);
      const squares = new Float64Array(sizes[axis] ?? 0);
      flatten(nested, adjoint.name).forEach((v, i) => {
        const step = Math.floor(i / stride) % squares.length;
        squares[step] = (squares[step] ?? 0) + v * v;
      });
      return [state.name, [...squares].map(Math.sqrt)];
    }),
  );
};
