/** The prelude that comes with the program, as the commands read it. */
import { prelude as shipped } from '../src/cli/network.ts';

export const prelude = shipped();
