import { Command } from 'commander'

export interface DescribedCommand {
  /** Its own and those of the commands it belongs to. */
  options: string[]
  subcommands: string[]
}

/** Every command of the program by its words ('' is the program itself), as src/cli.ts defines them. */
export async function describeCommandLine(): Promise<Map<string, DescribedCommand>> {
  const described = new Map<string, DescribedCommand>()
  const describe = (command: Command, words: string[], above: string[]): void => {
    const options = [...above, ...command.options.map(({ long }) => long ?? '')]
    const subcommands = command.commands.map((each) => each.name())
    described.set(words.join(' '), { options, subcommands })
    for (const each of command.commands) describe(each, [...words, each.name()], options)
  }
  describe(await definedProgram(), [], [])
  return described
}

// The program runs as soon as it is imported: here it stops where it would read what was typed.
async function definedProgram(): Promise<Command> {
  const own = Object.getOwnPropertyDescriptor(Command.prototype, 'parseAsync') ?? {}
  const programs: Command[] = []
  Object.defineProperty(Command.prototype, 'parseAsync', {
    ...own,
    async value(this: Command) {
      programs.push(this)
      return this
    },
  })
  try {
    await import('../../src/cli.ts')
  } finally {
    Object.defineProperty(Command.prototype, 'parseAsync', own)
  }
  const [program] = programs
  if (!program) throw new Error('src/cli.ts does not read what was typed')
  return program
}

export interface Mention {
  whole: string
  /** 'log show'; where its first word is none of the program's, that word. */
  command: string
  options: string[]
}

/** What a page says to type: in inline code and in lines of commands. */
export function mentionsOf(text: string, known: Map<string, DescribedCommand>): Mention[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').matchAll(/(?:npx |(?<=`))paralegal ((?:[^`\n#|]|\|(?! ))+)/g)
  return [...lines].map(([whole, rest = '']) => {
    const words = rest.trim().split(/\s+/)
    const [first = '', second = ''] = words
    const command = known.get(first)?.subcommands.includes(second) ? `${first} ${second}` : first
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? word)
    return { whole: whole.trim(), command, options }
  })
}
