import { z } from 'zod'
import { blocks, Form, onlyMe } from './form.ts'

export interface FormAnswers {
  form: Form
  files: { id: string; name: string }[]
  /** By name; a person is their Slack id. */
  variables: Record<string, string>
  /** Null: nowhere but to the person. */
  channelId: string | null
  /** The result is for this person alone. */
  isPrivate: boolean
  /** Null: not asked. */
  variations: number | null
  model: string | null
}

const Option = z.object({ value: z.string() })
const Field = z.object({
  value: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).nullish(),
  selected_date: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  files: z.array(z.object({ id: z.string(), name: z.string().nullish() })).nullish(),
})
const State = z.record(z.string(), z.record(z.string(), Field))

interface View {
  private_metadata: string
  state: { values: unknown }
}

/** What a form is about. */
export function readFormOf(view: Pick<View, 'private_metadata'>): Form {
  return Form.parse(JSON.parse(view.private_metadata))
}

/** What a person filled in. */
export function readForm(view: View): FormAnswers {
  const form = readFormOf(view)
  const fields = new Map(
    Object.entries(State.parse(view.state.values)).map(([block, actions]) => [
      block,
      Object.values(actions)[0],
    ]),
  )
  const text = (block: string) => {
    const field = fields.get(block)
    return (
      field?.value ?? field?.selected_option?.value ?? field?.selected_date ?? field?.selected_user ?? null
    )
  }
  const own: string[] = Object.values(blocks)
  const named = [...fields.keys()].filter((block) => !own.includes(block))
  const variations = text(blocks.variations)
  return {
    form: { ...form, analysis: text(blocks.analysis) ?? form.analysis },
    files: filesOf(form, fields),
    variables: Object.fromEntries(named.flatMap((name) => (text(name) ? [[name, text(name) ?? '']] : []))),
    channelId: form.channelId ?? fields.get(blocks.place)?.selected_conversation ?? null,
    isPrivate: text(blocks.audience) === onlyMe,
    variations: variations === null ? null : Number(variations),
    model: text(blocks.model),
  }
}

function filesOf(form: Form, fields: Map<string, z.infer<typeof Field> | undefined>): FormAnswers['files'] {
  const chosen = fields.get(blocks.files)?.selected_options
  if (chosen) return form.files.filter(({ id }) => chosen.some(({ value }) => value === id))
  if (form.files.length > 0) return form.files
  return (fields.get(blocks.document)?.files ?? []).map(({ id, name }) => ({ id, name: name ?? 'file' }))
}
