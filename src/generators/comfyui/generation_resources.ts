/**
 * The resources of a generation.
 *
 * @module
 */
import type { NamedResource } from "../../record/record.ts";
import type { Generation } from "./generation.ts";
import type { GraphNode } from "./graph.ts";
import { AIR } from "./nodes/models.ts";
import { embeddingsIn, namedResource, resourcesOf } from "./resources.ts";
import type { Walk } from "./walk.ts";

/** Lists everything that a generation names, but for its checkpoint and LoRAs. */
export function generationResources(walk: Walk, generation: Generation): NamedResource[] {
  const { model, hires, refiner, vae, readings, positive, negative, ways } = generation;
  const resources: NamedResource[] = [];
  const checkpoints = new Set([model]);
  const addCheckpoint = (name: string | null, source: string): void => {
    if (name === null || checkpoints.has(name)) return;
    checkpoints.add(name);
    resources.push(namedResource("checkpoint", name, source));
  };
  // The record's own checkpoint has no place for CivitAI's number.
  if (model !== null && AIR.test(model)) {
    resources.push(namedResource("checkpoint", model, "Model"));
  }
  for (const { model: { merged } } of readings) {
    for (const { name, node } of merged) addCheckpoint(name, node.type);
  }
  addCheckpoint(refiner.model, "Refiner");
  addCheckpoint(hires?.model ?? null, "Hires checkpoint");
  for (const { model: { name } } of readings) addCheckpoint(name, "Model");
  if (vae !== null) resources.push(namedResource("vae", vae.name, "VAE"));
  const nodes = new Set<GraphNode>();
  for (const { model, prompts, clip, pass } of readings) {
    nodes.add(pass.node);
    for (const node of model.nodes) nodes.add(node);
    for (const { operators, encoders } of prompts) {
      for (const node of operators) nodes.add(node);
      for (const node of encoders) nodes.add(node);
    }
    for (const node of clip) nodes.add(node);
  }
  for (const node of ways) nodes.add(node);
  return [
    ...resources,
    ...resourcesOf(walk, nodes),
    ...embeddingsIn(positive, "prompt"),
    ...embeddingsIn(negative, "negative prompt"),
  ];
}
