/** Networks to start from: what `gradscribe new` writes, and how each is trained. */

export interface Starter {
  readonly name: string;
  readonly purpose: string;
  /** Below `templates`. */
  readonly network: string;
  readonly data: string;
  /** Options that train it well. */
  readonly train: readonly string[];
}

const flower = ['--bind', 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species', '--test', '0.2'];

export const starters: readonly Starter[] = [
  { name: 'scratch', purpose: 'one neuron, with the language explained line by line', network: 'networks/scratch.grad', data: 'data/clouds.csv', train: ['--epochs', '300', '--lr', '0.5'] },
  { name: 'mlp', purpose: 'a multilayer perceptron for two classes', network: 'networks/mlp.grad', data: 'data/rings.csv', train: ['--epochs', '1000', '--lr', '0.5'] },
  { name: 'softmax', purpose: 'a softmax classifier of irises, three classes', network: 'networks/iris.grad', data: 'data/iris.csv', train: flower },
  { name: 'dense', purpose: 'two dense layers by name, on the same irises', network: 'networks/dense.grad', data: 'data/iris.csv', train: flower },
  { name: 'rnn', purpose: 'a recurrent network in generic time', network: 'networks/rnn.grad', data: 'data/delayed-echo.csv', train: ['--epochs', '500', '--optimizer', 'momentum'] },
  { name: 'xor', purpose: 'the smallest network that learns the exclusive or', network: 'networks/xor.grad', data: 'data/xor.csv', train: ['--epochs', '2000', '--lr', '2', '--optimizer', 'momentum', '--seed', '2'] },
];
