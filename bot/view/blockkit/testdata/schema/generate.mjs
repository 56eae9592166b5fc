// Prints the schema of desk.ts, one definition a line: see README.md.
import { readFileSync } from 'node:fs';
import { createGenerator } from 'ts-json-schema-generator';

const schema = createGenerator({
  path: 'desk.ts',
  jsDoc: 'none', // descriptions check nothing
  skipTypeCheck: true, // its own settings ask for the types of Node
  additionalProperties: false, // what a type does not name is refused
}).createSchema('*');

const { name, version } = JSON.parse(readFileSync('node_modules/@slack/types/package.json'));
const head = {
  $schema: schema.$schema,
  $comment: `Made from ${name} ${version} by generate.mjs. ${readFileSync('node_modules/@slack/types/LICENSE', 'utf8').trim()}`,
};
const lines = (o) => Object.entries(o).map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`).join(',\n');
process.stdout.write(`{\n${lines(head)},\n"definitions": {\n${lines(schema.definitions)}\n}\n}\n`);
