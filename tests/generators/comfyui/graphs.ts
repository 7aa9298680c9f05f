/** Our own graphs, each for one rule, and how what is read of one is compared. */
import { apiGraph } from "../../../src/generators/comfyui/api.ts";
import { readGraph } from "../../../src/generators/comfyui/read.ts";
import { buildRecord, type Findings } from "../../../src/record/build.ts";
import { readJson } from "../../../src/record/json.ts";
import {
  type AppliedLora,
  type NamedResource,
  RECORD_FIELDS,
  type SdRecord,
} from "../../../src/record/record.ts";
import { ownData } from "../../support/data.ts";

/** A node of the API's shape. */
export interface ApiNode {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Nodes by id. */
export type ApiGraph = Readonly<Record<string, ApiNode>>;

/** A graph with what must be read of it. */
export interface GraphSample {
  readonly name: string;
  readonly graph: ApiGraph;
  /** Columns of the record; null for a graph that generates nothing. */
  readonly columns: Readonly<Record<string, string | null>> | null;
  readonly params: Readonly<Record<string, string>>;
  readonly loras: readonly string[];
  readonly resources: readonly string[];
}

interface File {
  readonly graph: ApiGraph;
  readonly default: Readonly<Record<string, string>>;
  readonly samples: readonly {
    readonly name: string;
    readonly nodes: Readonly<Record<string, ApiNode | null>>;
    readonly columns?: Readonly<Record<string, string | null>>;
    readonly params?: Readonly<Record<string, string>>;
    readonly loras?: readonly string[];
    readonly resources?: readonly string[];
    readonly isNothing?: boolean;
  }[];
}

/** The samples; each is the first graph but for its own nodes. */
export function graphSamples(): GraphSample[] {
  const { graph, default: usual, samples } = ownData<File>("comfyui_graphs.json");
  return samples.map(
    ({ name, nodes, columns, params = {}, loras = [], resources = [], isNothing }) => {
      const merged = Object.entries({ ...graph, ...nodes })
        .filter((entry): entry is [string, ApiNode] => entry[1] !== null);
      return {
        name,
        graph: Object.fromEntries(merged),
        columns: isNothing === true ? null : { ...usual, ...columns },
        params,
        loras,
        resources,
      };
    },
  );
}

/** A graph as text; integers are BigInt, so that none is rounded. */
export function textOf(graph: ApiGraph): string {
  const marked = JSON.stringify(
    graph,
    (_key, value) => typeof value === "bigint" ? `integer ${value}` : value,
  );
  return marked.replace(/"integer (-?\d+)"/g, "$1");
}

/** What is read of a text with a graph; null where it generates nothing. */
export function findingsOf(text: string): Findings | null {
  const graph = apiGraph(readJson(text) ?? null);
  return graph === null ? null : readGraph(graph);
}

/** A LoRA in one line: name, weights, origin, prompt, stage. */
export function loraLine({ name, weight, te_weight, origin, context, stage }: AppliedLora): string {
  const weights = te_weight === undefined ? `${weight}` : `${weight}/${te_weight}`;
  return [name, weights, origin, context, stage].filter((word) => word !== undefined).join(" ");
}

/** A resource in one line: type, name, weight, version. */
export function resourceLine({ type, name, weight, model_version_id }: NamedResource): string {
  const version = model_version_id === undefined ? undefined : `#${model_version_id}`;
  return [`${type}:${name ?? null}`, weight, version].filter((word) => word !== undefined).join(
    " ",
  );
}

const COLUMNS = [...Object.keys(RECORD_FIELDS), "raw_positive", "raw_negative"]
  .filter((column) => column !== "generator");

/** What is read of a graph in the words of a sample, with the members that a sample names. */
export function reading(findings: Findings | null, sample: GraphSample): unknown {
  if (findings === null) return null;
  const record = buildRecord(findings, "comfyui");
  const cell = (column: string): string | null => {
    const value = record[column as keyof SdRecord];
    return value === null ? null : String(value);
  };
  const named = Object.keys(sample.columns ?? {}).filter((column) => !COLUMNS.includes(column));
  const columns = [...COLUMNS, ...named].map((column) => [column, cell(column)])
    .filter(([, value]) => value !== null);
  return {
    columns: Object.fromEntries(columns),
    params: Object.fromEntries(
      Object.keys(sample.params).map((key) => [key, record.params.get(key)]),
    ),
    loras: record.loras.map(loraLine),
    resources: record.resources.map(resourceLine),
  };
}

/** What a sample expects, in the words of `reading`. */
export function expectation({ columns, params, loras, resources }: GraphSample): unknown {
  if (columns === null) return null;
  const said = Object.entries(columns).filter(([, value]) => value !== null);
  return { columns: Object.fromEntries(said), params, loras, resources };
}
