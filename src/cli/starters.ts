/** Networks to start from: what `gradscribe new` writes, and how each is trained. */

export interface Starter {
  readonly name: string;
  readonly purpose: string;
  /** Below `templates`. */
  readonly network: string;
  readonly data: string;
  /** Options that train it well. */
  readonly train: readonly string[];
  /** What training comes down to by them, in the loss and, where it chooses between classes, in the share it gets right. */
  readonly reaches: { readonly loss: number; readonly accuracy?: number };
  /** Options by which the trained network is asked; its prediction unless given. */
  readonly predict?: readonly string[];
}

const bound = (columns: string): readonly string[] => ['--bind', columns];
const flower = [...bound('x=[sepal_length,sepal_width,petal_length,petal_width],y=species'), '--test', '0.2'];
const momentum = (lr: number, epochs: number): readonly string[] => ['--epochs', String(epochs), '--lr', String(lr), '--optimizer', 'momentum'];

const adam = (lr: number, epochs: number): readonly string[] => ['--epochs', String(epochs), '--lr', String(lr), '--optimizer', 'adam'];

export const starters: readonly Starter[] = [
  { name: 'scratch', purpose: 'one neuron, with the language explained line by line', network: 'networks/scratch.grad', data: 'data/clouds.csv', train: ['--epochs', '300', '--lr', '0.5'], reaches: { loss: 0.035, accuracy: 1 } },
  { name: 'perceptron', purpose: 'the perceptron and its rule, one point at a time', network: 'networks/perceptron.grad', data: 'data/sides.csv', train: ['--batch', '1', '--lr', '1', '--until-loss', '1e-9'], reaches: { loss: 0, accuracy: 1 } },
  {
    name: 'linear',
    purpose: 'linear regression: the mass of penguins by least squares',
    network: 'networks/linear.grad',
    data: 'data/penguins.csv',
    train: [...bound('x=flipper_length_mm,y=body_mass_g'), '--epochs', '100'],
    reaches: { loss: 154_000 },
  },
  {
    name: 'ridge',
    purpose: 'ridge regression: a penalty on the weights',
    network: 'networks/ridge.grad',
    data: 'data/iris.csv',
    train: [...bound('x=[sepal_length,sepal_width,petal_length],y=petal_width'), '--epochs', '500'],
    reaches: { loss: 0.0584 },
  },
  {
    name: 'logistic',
    purpose: 'logistic regression: male or female penguins',
    network: 'networks/logistic.grad',
    data: 'data/penguins.csv',
    train: [...bound('x=[bill_depth_mm,body_mass_g],y=sex'), '--epochs', '300', '--lr', '1'],
    reaches: { loss: 0.25, accuracy: 0.89 },
  },
  { name: 'softmax', purpose: 'a softmax classifier of irises, three classes', network: 'networks/iris.grad', data: 'data/iris.csv', train: flower, reaches: { loss: 0.126, accuracy: 0.96 } },
  { name: 'xor', purpose: 'two-two-one: the smallest network that learns XOR', network: 'networks/xor.grad', data: 'data/xor.csv', train: [...momentum(2, 2000), '--seed', '2'], reaches: { loss: 0.0001, accuracy: 1 } },
  { name: 'mlp', purpose: 'a multilayer perceptron for two rings', network: 'networks/mlp.grad', data: 'data/rings.csv', train: ['--epochs', '1000', '--lr', '0.5'], reaches: { loss: 0.05, accuracy: 1 } },
  { name: 'moons', purpose: 'one hidden layer of ReLU for two half moons', network: 'networks/moons.grad', data: 'data/moons.csv', train: momentum(0.5, 300), reaches: { loss: 0.01, accuracy: 1 } },
  { name: 'spiral', purpose: 'two hidden layers for two spirals', network: 'networks/spiral.grad', data: 'data/spiral.csv', train: adam(0.02, 300), reaches: { loss: 0.01, accuracy: 1 } },
  { name: 'dense', purpose: 'two dense layers by name, on irises', network: 'networks/dense.grad', data: 'data/iris.csv', train: flower, reaches: { loss: 0.1, accuracy: 0.96 } },
  {
    name: 'penguins',
    purpose: 'three species of penguins, measurements scaled inside',
    network: 'networks/penguins.grad',
    data: 'data/penguins.csv',
    train: [...bound('x=[bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g],y=species'), '--epochs', '300', '--lr', '0.5', '--test', '0.2'],
    reaches: { loss: 0.015, accuracy: 0.99 },
  },
  { name: 'deep', purpose: 'deep and narrow, for the study of vanishing gradients', network: 'networks/deep.grad', data: 'data/moons.csv', train: adam(0.02, 200), reaches: { loss: 0.01, accuracy: 1 } },
  {
    name: 'autoencoder',
    purpose: 'an autoencoder with tied weights',
    network: 'networks/autoencoder.grad',
    data: 'data/iris.csv',
    train: [...bound('x=[sepal_length,sepal_width,petal_length,petal_width]'), '--epochs', '300'],
    reaches: { loss: 0.051 },
    predict: ['--of', 'h'],
  },
  { name: 'digits', purpose: 'a convolutional network for digits of 8 by 8 dots', network: 'networks/digits.grad', data: 'data/digits.csv', train: [...adam(0.01, 30), '--batch', '20', '--test', '0.2'], reaches: { loss: 0.03, accuracy: 1 } },
  { name: 'ratings', purpose: 'matrix factorisation: who likes which film', network: 'networks/ratings.grad', data: 'data/ratings.csv', train: [...adam(0.02, 60), '--batch', '16', '--test', '0.2'], reaches: { loss: 0.02 } },
  { name: 'bigram', purpose: 'which letter follows which in a text', network: 'networks/bigram.grad', data: 'data/letters.csv', train: adam(0.3, 300), reaches: { loss: 1.436 } },
  { name: 'letters', purpose: 'a small transformer that reads on in a text, letter by letter', network: 'networks/letters.grad', data: 'data/stretches.csv', train: [...adam(0.015, 20), '--batch', '16'], reaches: { loss: 0.65, accuracy: 0.77 } },
  { name: 'memory', purpose: 'an LSTM that remembers the first of thirty signs', network: 'networks/memory.grad', data: 'data/signs.csv', train: [...adam(0.01, 40), '--batch', '10', '--test', '0.3'], reaches: { loss: 0.001, accuracy: 1 } },
  { name: 'sine', purpose: 'a GRU that forecasts noisy sines', network: 'networks/sine.grad', data: 'data/sines.csv', train: [...adam(0.02, 100), '--batch', '16', '--test', '0.25'], reaches: { loss: 0.018 } },
  { name: 'rnn', purpose: 'a recurrent network in generic time', network: 'networks/rnn.grad', data: 'data/delayed-echo.csv', train: ['--epochs', '500', '--optimizer', 'momentum'], reaches: { loss: 0.001 } },
  {
    name: 'transformer',
    purpose: "a transformer's block that finds symbols standing twice",
    network: 'networks/transformer.grad',
    data: 'data/repeats.csv',
    train: [...bound('id=[id1,id2,id3,id4,id5,id6],y=[twice1,twice2,twice3,twice4,twice5,twice6]'), ...adam(0.02, 60), '--batch', '20'],
    reaches: { loss: 0.02, accuracy: 1 },
  },
  {
    name: 'decoder',
    purpose: 'a transformer that sees earlier places only: has a symbol been before?',
    network: 'networks/decoder.grad',
    data: 'data/repeats.csv',
    train: [...bound('id=[id1,id2,id3,id4,id5,id6],y=[before1,before2,before3,before4,before5,before6]'), ...adam(0.02, 200), '--batch', '20'],
    reaches: { loss: 0.1, accuracy: 0.99 },
  },
];
