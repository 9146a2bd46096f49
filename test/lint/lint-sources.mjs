/**
 * Lints the sources on standard input (JSON: `[{ file, code }]`) with the product's own configuration and prints, for
 * each, the rules that were broken. A process of its own, because ESLint loads its configuration by dynamic import.
 * The files do not exist, so rules that need types are off; none of the rules under test does.
 */
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const sources = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const eslint = new ESLint({
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});
const broken = [];
for (const { file, code } of sources) {
  const [result] = await eslint.lintText(code, { filePath: file });
  if (result === undefined) throw new Error(`${file} is ignored`);
  broken.push(result.messages.map((message) => message.ruleId ?? message.message));
}
process.stdout.write(JSON.stringify(broken));
