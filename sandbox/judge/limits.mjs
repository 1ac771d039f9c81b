// The types say what a payload is made of; how long and how many is written only in their doc comments. What is read from
// them here becomes part of the schema.

// facts are what one sentence of a doc comment says: [path inside the field, keyword, value].
function facts(sentence, shape) {
  const found = []
  const take = (keyword, value, inside = []) => found.push([inside, keyword, value])
  const text = shape === 'text' ? ['properties', 'text'] : shape === 'texts' ? ['items', 'properties', 'text'] : []
  const longest = sentence.match(/\b(?:max(?:imum)?|limit)\b.*?(\d+) characters/i)
  const below = sentence.match(/\bless than (\d+) characters/i)
  const shortest = sentence.match(/\bminimum length\b.*?\bis (\d+)/i)
  if (['string', 'text', 'texts'].includes(shape)) {
    if (longest) take('maxLength', Number(longest[1]), text)
    if (below) take('maxLength', Number(below[1]) - 1, text)
    if (shortest) take('minLength', Number(shortest[1]), text)
  }
  if (shape === 'string' && /format YYYY-MM-DD/.test(sentence)) take('pattern', '^\\d{4}-\\d{2}-\\d{2}$')
  if (shape === 'string' && /format HH:mm/.test(sentence)) take('pattern', '^([01]\\d|2[0-3]):[0-5]\\d$')
  if (/characters?\b/.test(sentence)) return found

  const range = sentence.match(/\b(?:between|from) (\d+)(?: \(\w+\))? (?:and|to) (\d+)/i)
  const most = sentence.match(/\b(?:max(?:imum)?|up to)\b\D*(\d+)/i)?.[1] ?? range?.[2]
  const least = sentence.match(/\bmin(?:imum)?\b\D*(\d+)/i)?.[1] ?? range?.[1]
  const digits = sentence.match(/format of (\d+) digits/)
  if (shape === 'number') {
    if (most) take('maximum', Number(most))
    if (least) take('minimum', Number(least))
    if (digits) take('minimum', 10 ** (digits[1] - 1))
    if (digits) take('maximum', 10 ** digits[1] - 1)
  }
  if (shape === 'array' || shape === 'texts') {
    const inside = /\beach row\b/i.test(sentence) ? ['items'] : []
    if (most) take('maxItems', Number(most), inside)
    if (least) take('minItems', Number(least), inside)
  }
  return found
}

// speaks of a limit, so that something ought to have been taken from it
const speaks = /\b(max|maximum|min|minimum|limit|up to|less than|fewer than|more than|at most|at least)\b.*\d|\d.*\b(max|maximum)\b/i

function sentences(description) {
  return description
    .replace(/\{\s*@link\s+(\S+?)\s*([^}]*)\}/g, (_, target, words) => words || target)
    .replace(/`/g, '').replace(/(\d),(\d{3})/g, '$1$2').replace(/\s+/g, ' ')
    .split(/\.(?:\s|$)/)
}

// shapeOf is what a limit of a field is a limit of.
function shapeOf(field, definitions) {
  if (field.$ref) return shapeOf(definitions[field.$ref.split('/').pop()], definitions)
  if (field.anyOf) return field.anyOf.every(one => shapeOf(one, definitions) === 'text') ? 'text' : 'other'
  if (field.type === 'array') return shapeOf(field.items, definitions) === 'text' && field.items.$ref?.endsWith('TextObject') ? 'texts' : 'array'
  if (field.type === 'object') return field.properties?.text?.type === 'string' ? 'text' : 'other'
  return field.type
}

// tighten writes the limits of the doc comments into the definitions, and lists those that were taken and the sentences
// that speak of a limit but were not understood.
export function tighten(definitions) {
  const limits = []
  const missed = []
  const visit = (node, at) => {
    if (!node || typeof node !== 'object') return
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      const shape = shapeOf(field, definitions)
      for (const sentence of sentences(field.description ?? '')) {
        const found = facts(sentence, shape)
        for (const [inside, keyword, value] of found) {
          let place = field
          for (const step of inside) place = place[step] ??= {}
          place[keyword] = value
          limits.push(`${at}/${name} ${[...inside, keyword].join('/')} ${value}`)
        }
        if (found.length === 0 && speaks.test(sentence)) missed.push(`${at}/${name}: ${sentence}`)
      }
    }
    for (const [key, value] of Object.entries(node)) visit(value, `${at}/${key}`)
  }
  for (const [name, definition] of Object.entries(definitions)) visit(definition, name)
  return { limits, missed }
}
