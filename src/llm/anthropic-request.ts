import type Anthropic from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { Answer } from './answer.ts'
import { documentText } from './document-text.ts'
import { withoutModelMarks } from './model-marks.ts'
import type { ModelRequest, PagePicture } from './model.ts'
import { pictureLabel } from './picture-label.ts'

type Prefix = Pick<ModelRequest, 'system' | 'document'> & { sharesPrefix?: boolean }

// The SDK's own parsing throws away a paid answer that does not fit, so only the schema goes along.
const { type, schema } = zodOutputFormat(Answer)

const cache_control = { type: 'ephemeral' as const }

/** What is the same for all questions about a document, byte by byte: up to the cache breakpoint at the document's end. */
export function anthropicPrefix(model: string, { system, document, sharesPrefix }: Prefix) {
  return {
    model,
    system: [{ type: 'text' as const, text: system }],
    document: documentBlocks(document).map((block, index, { length }) =>
      sharesPrefix && index === length - 1 ? { ...block, cache_control } : block,
    ),
    output_config: { format: { type, schema } },
  }
}

/** The document first and cacheable, the question last; after it what was wrong with the first answer. */
export function anthropicRequest(model: string, request: ModelRequest): Anthropic.MessageStreamParams {
  const { document, output_config, ...prefix } = anthropicPrefix(model, request)
  const question = { type: 'text' as const, text: request.prompt }
  return {
    ...prefix,
    output_config: { ...output_config, ...(request.effort === null ? {} : { effort: request.effort }) },
    max_tokens: request.maxOutputTokens,
    messages: [{ role: 'user', content: [...document, question] }, ...repairMessages(request)],
  }
}

function repairMessages({ repair }: ModelRequest): Anthropic.MessageParam[] {
  if (!repair) return []
  // A message must not be empty, and one's own may follow one's own.
  const said = repair.answer.trim()
  return [
    ...(said === '' ? [] : [{ role: 'assistant' as const, content: said }]),
    { role: 'user', content: repair.problem },
  ]
}

type DocumentBlock = Anthropic.DocumentBlockParam | Anthropic.ImageBlockParam | Anthropic.TextBlockParam

function documentBlocks({
  title: fileName,
  content,
  file,
  pictures,
}: ModelRequest['document']): DocumentBlock[] {
  const title = withoutModelMarks(fileName)
  if (file !== null) {
    const data = Buffer.from(file.bytes).toString('base64')
    const source = { type: 'base64' as const, media_type: file.mediaType, data }
    return [{ type: 'document', title, source }]
  }
  const data = documentText(content)
  const source = { type: 'text' as const, media_type: 'text/plain' as const, data }
  // A text that is empty is refused.
  const text = data.trim() === '' && pictures.length > 0 ? [] : [{ type: 'document' as const, title, source }]
  return [...text, ...pictures.flatMap(pictureBlocks)]
}

function pictureBlocks(picture: PagePicture): DocumentBlock[] {
  const label = pictureLabel(picture)
  const data = Buffer.from(picture.bytes).toString('base64')
  const source = { type: 'base64' as const, media_type: picture.mediaType, data }
  return [...(label === null ? [] : [{ type: 'text' as const, text: label }]), { type: 'image', source }]
}
