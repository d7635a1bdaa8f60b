/** What a shell has to know of a command to complete its words: read from the tables that run and explain it. */
import { type Command, common, type Expected, type Option, type Row, valueOf } from '../command.ts';
import type { Topic } from '../topics.ts';

export interface Completable {
  readonly name: string;
  readonly purpose: string;
  readonly options: readonly (Option & { readonly takesValue: boolean })[];
  readonly takes: readonly Expected[];
}

/** Choices a shell can take without quotes. */
export const plainChoices = ({ choices }: Expected): readonly string[] | undefined => choices?.filter((c) => /^[\w.-]+$/u.test(c));

export const completable = async (rows: readonly Row[], topics: readonly Topic[]): Promise<readonly Completable[]> => {
  const spec = ({ name, purpose }: Row, { options, takes }: Command): Completable => ({
    name,
    purpose,
    options: [...options, ...common].map((o) => ({ ...o, takesValue: valueOf(o) !== undefined })),
    takes: takes ?? [],
  });
  const commands = await Promise.all(rows.map(async (row) => spec(row, await row.load())));
  const help: Completable = { name: 'help', purpose: 'more about a command or a topic', options: [], takes: [{ choices: [...rows, ...topics].map((r) => r.name) }, {}] };
  return [...commands, help];
};
