// Asks a served corpus through OpenAI's JavaScript client and prints what came back as JSON.
// Usage: node openai_client.mjs FOLDER-WITH-NODE-MODULES BASE-URL QUESTION
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, baseURL, question] = process.argv.slice(2);
const { default: OpenAI } = await import(pathToFileURL(createRequire(`${folder}/`).resolve("openai")).href);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
const messages = [{ role: "user", content: question }];
const model = (await client.models.list()).data[0].id;

const whole = await client.chat.completions.create({ model, messages });
const chunks = [];
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) chunks.push(chunk);
const accumulated = await client.chat.completions.stream({ model, messages }).finalChatCompletion();
const response = await client.responses.create({ model, input: question });
const kinds = [];
for await (const event of await client.responses.create({ model, input: question, stream: true })) kinds.push(event.type);
const built = await client.responses.stream({ model, input: question }).finalResponse();
const refused = await client.chat.completions.create({ model, messages: [] }).catch((error) => error);

console.log(JSON.stringify({
  model,
  whole,
  chunks,
  accumulated: accumulated.choices[0],
  response: { text: response.output_text, annotations: response.output[0].content[0].annotations },
  kinds,
  built: built.output_text,
  refused: { name: refused.constructor.name, status: refused.status, type: refused.type, param: refused.param },
}));
