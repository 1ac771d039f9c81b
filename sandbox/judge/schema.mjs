// node schema.mjs FILE writes a JSON schema of what an app sends to Slack, made from the types of @slack/types.
import { renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createGenerator } from 'ts-json-schema-generator'
import { tighten } from './limits.mjs'

const roots = ['KnownBlock', 'HomeView', 'ModalView', 'MessageMetadata']

function generate() {
  const generator = createGenerator({
    path: fileURLToPath(new URL('node_modules/@slack/types/dist/index.d.ts', import.meta.url)),
    skipTypeCheck: true, topRef: true, expose: 'export', jsDoc: 'extended', additionalProperties: false,
  })
  const definitions = {}
  for (const root of roots) Object.assign(definitions, generator.createSchema(root).definitions)
  // the types let any block pass that has a type; here only the known ones do
  definitions.AnyBlock = { $ref: '#/definitions/KnownBlock' }
  delete definitions.Block
  return definitions
}

const resolve = (schema, all) => (schema.$ref ? resolve(all[schema.$ref.split('/').pop()], all) : schema)

// branches are the alternatives of a union, with those of unions in it.
function branches(schema, all) {
  const target = resolve(schema, all)
  return target.anyOf ? target.anyOf.flatMap(one => branches(one, all)) : [schema]
}

// decide makes a union a decision: what a payload calls itself, or has, selects the one alternative that judges it. A plain
// union would answer with what is wrong by every alternative.
function decide(union, all) {
  for (const path of [['type'], ['text', 'type']]) {
    const kinds = new Map()
    for (const one of union) {
      const kind = kindAt(one, path, all)
      kinds.set(kind, [...(kinds.get(kind) ?? []), one])
    }
    if (kinds.has(undefined) || kinds.size === 1) continue
    return {
      ...wants(path, { enum: [...kinds.keys()] }),
      allOf: [...kinds].map(([kind, some]) => ({ if: wants(path, { const: kind }), then: either(some, all) })),
    }
  }
  const [first, ...rest] = union
  const own = resolve(first, all).required?.find(name => rest.every(one => {
    const fields = resolve(one, all).properties
    return fields && !fields[name]
  }))
  return own ? { if: { required: [own] }, then: first, else: either(rest, all) } : { anyOf: union }
}

const either = (some, all) => (some.length > 1 ? decide(some, all) : some[0])

// kindAt is the one value that a field must have, such as a type.
function kindAt(schema, path, all) {
  return path.reduce((at, name) => resolve(at.properties?.[name] ?? {}, all), resolve(schema, all)).const
}

// wants is a schema of objects that have a field, which is as another schema says.
function wants(path, schema) {
  return path.reduceRight((inner, name) => ({ type: 'object', required: [name], properties: { [name]: inner } }), schema)
}

function decided(node, all) {
  if (!node || typeof node !== 'object') return node
  if (Array.isArray(node)) return node.map(one => decided(one, all))
  const { anyOf, ...rest } = node
  const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, decided(value, all)]))
  if (!anyOf) return copy
  const union = anyOf.flatMap(one => branches(one, all)).map(one => decided(one, all))
  return { ...copy, allOf: [decide(union, all)] }
}

const definitions = generate()
const { limits, missed } = tighten(definitions)
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema', // in which limits may stand beside a $ref
  limits, missed,
  $defs: decided(definitions, definitions),
}
const text = JSON.stringify(schema, null, 1).replaceAll('"#/definitions/', '"#/$defs/')
const file = process.argv[2]
const draft = `${file}.${process.pid}` // other tests may be making the same
writeFileSync(draft, text + '\n')
renameSync(draft, file)
console.error(`${limits.length} limits were taken from doc comments, ${missed.length} were not understood`)
