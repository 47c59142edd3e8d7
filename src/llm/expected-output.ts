/** Output tokens of a call that nothing is known about. */
const usualTokens = 1000
const keptOutputs = 50

interface Asked {
  model: { provider: string; name: string }
  template: string
}

// How long the latest answers to a prompt were, for the process that asked.
const outputs = new Map<string, number[]>()

/** Output tokens that nine of ten answers of this model to this prompt stay under. */
export function expectedOutput(asked: Asked): number {
  const known = (outputs.get(keyOf(asked)) ?? []).toSorted((a, b) => a - b)
  return known[Math.floor(known.length * 0.9)] ?? usualTokens
}

export function noteOutput(asked: Asked, tokens: number): void {
  const known = outputs.get(keyOf(asked)) ?? []
  outputs.set(keyOf(asked), [...known, tokens].slice(-keptOutputs))
}

function keyOf({ model, template }: Asked): string {
  return `${model.provider}/${model.name} ${template}`
}
