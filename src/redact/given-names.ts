import { allLocales } from '@faker-js/faker'

export interface NameLists {
  given: Set<string>
  family: Set<string>
}

let known: NameLists | undefined

/**
 * First and family names of some seventy languages, in lower case. They are the data of a well-kept library for making
 * test data; loading them takes about a second, so only the thread that looks for names does.
 */
export function nameLists(): NameLists {
  known ??= {
    given: collect('first_name'),
    family: collect('last_name'),
  }
  return known
}

function collect(field: 'first_name' | 'last_name'): Set<string> {
  const found = new Set<string>()
  for (const { person } of Object.values(allLocales)) add(found, person?.[field])
  return found
}

// Lists by sex, in some languages with weights.
function add(found: Set<string>, value: unknown): void {
  if (typeof value === 'string') {
    if (/^\p{Lu}[\p{L}'’-]+$/u.test(value)) found.add(value.toLowerCase())
  } else if (Array.isArray(value)) {
    for (const each of value) add(found, each)
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) add(found, each)
  }
}
