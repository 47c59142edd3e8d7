import type OpenAI from 'openai'
import { markedDocument } from './marked-document.ts'
import type { ModelRequest } from './model.ts'
import { answerFormat, type Asking } from './openai-answer.ts'

/** chat.completions as local servers speak it, streamed: a slow one is heard of before it is done. */
export async function askChat(client: OpenAI, { model, request, answer, signal }: Asking): Promise<void> {
  const { type, ...json_schema } = answerFormat
  const { data: stream, response } = await client.chat.completions
    .create(
      {
        model,
        messages: messagesOf(request),
        response_format: { type, json_schema },
        // Ollama does not know the newer name, max_completion_tokens.
        max_tokens: request.maxOutputTokens,
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal },
    )
    .withResponse()
  answer.onResponse(model, response)
  let hasEnded = false
  for await (const chunk of stream) {
    const { reply } = answer
    if (chunk.model) reply.model = chunk.model
    if (chunk.usage) {
      reply.usage.input = chunk.usage.prompt_tokens
      reply.usage.output = chunk.usage.completion_tokens
    }
    const choice = chunk.choices[0]
    if (!choice) continue
    if (choice.delta.content) answer.onText(choice.delta.content)
    if (choice.delta.refusal || choice.finish_reason === 'content_filter') reply.finishReason = 'refused'
    else if (choice.finish_reason === 'length') reply.finishReason = 'truncated'
    hasEnded ||= choice.finish_reason !== null
  }
  if (!hasEnded) throw new Error('the stream ended without the end of the answer')
}

function messagesOf(request: ModelRequest): OpenAI.Chat.ChatCompletionMessageParam[] {
  const { repair } = request
  return [
    { role: 'system', content: request.system },
    { role: 'user', content: `${markedDocument(request.document)}\n\n${request.prompt}` },
    ...(repair
      ? ([
          { role: 'assistant', content: repair.answer },
          { role: 'user', content: repair.problem },
        ] as const)
      : []),
  ]
}
