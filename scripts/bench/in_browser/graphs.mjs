// Runs each graph of a JSON file by onnxruntime-web, and prints how far its outputs are from those that stand there.
//
//     node graphs.mjs RUNTIME REFERENCE.json      RUNTIME: the folder dist of the npm package onnxruntime-web
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [runtime, reference] = process.argv.slice(2);
const ort = await import(pathToFileURL(path.join(runtime, "ort.wasm.bundle.min.mjs")));
ort.env.wasm.numThreads = 1; // more need headers that a plain file server does not send
ort.env.wasm.wasmBinary = fs.readFileSync(path.join(runtime, "ort-wasm-simd-threaded.wasm"));
ort.env.logLevel = "error";

const tensor = ({ type, dims, data }) =>
  new ort.Tensor(type, type === "int64" ? BigInt64Array.from(data.map(BigInt)) : Float32Array.from(data), dims);
for (const graph of JSON.parse(fs.readFileSync(reference))) {
  const began = performance.now();
  const session = await ort.InferenceSession.create(fs.readFileSync(graph.path), { executionProviders: ["wasm"] });
  const loaded = performance.now() - began;
  const feeds = Object.fromEntries(Object.entries(graph.inputs).map(([name, input]) => [name, tensor(input)]));
  const times = [];
  let outputs;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    outputs = await session.run(feeds);
    times.push(performance.now() - start);
  }
  const differences = Object.entries(graph.outputs).map(([name, wanted]) => [
    name,
    Math.max(...wanted.map((value, place) => Math.abs(Number(outputs[name].data[place]) - value))),
  ]);
  console.log(JSON.stringify({ graph: graph.graph, load_ms: loaded, run_ms: Math.min(...times), differences }));
}
