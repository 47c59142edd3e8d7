import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { projectFolder } from '../../src/config.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { manifestText } from '../../src/slack/manifest.ts'

const analysis = { command: '/review-lease', description: 'Reviews a lease' }

interface Parsed {
  features: { slash_commands: Record<string, unknown>[] }
  settings: Record<string, unknown>
}

test('manifest.yml is what the prompts make it: `npx paralegal manifest --out manifest.yml`', async () => {
  const { offered } = await loadLibrary(join(projectFolder, 'prompts'))
  const written = await readFile(join(projectFolder, 'manifest.yml'), 'utf8')
  expect(written).toBe(manifestText(offered, { url: null }))
})

test('every analysis has its command; Socket Mode needs no address', () => {
  const manifest = parse(manifestText([analysis], { url: null })) as Parsed
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([
    '/review-lease',
    '/paralegal',
  ])
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true })
  expect(JSON.stringify(manifest)).not.toContain('url')
})

test('for HTTP every way in has the address of the bot', () => {
  const manifest = parse(manifestText([analysis], { url: 'https://bot.example.com/' })) as Parsed
  const url = 'https://bot.example.com/slack/events'
  expect(manifest.features.slash_commands.map((command) => command['url'])).toEqual([url, url])
  expect(manifest.settings).toMatchObject({
    socket_mode_enabled: false,
    event_subscriptions: { request_url: url },
    interactivity: { is_enabled: true, request_url: url },
  })
  expect(manifest).toMatchObject({
    oauth_config: { redirect_urls: ['https://bot.example.com/slack/oauth_redirect'] },
  })
})

test.each([
  [{ ...analysis, command: `/${'a'.repeat(33)}` }, 'is no slash command'],
  [{ ...analysis, description: 'x'.repeat(2001) }, 'slash_commands'],
])('what Slack would refuse is refused here', (wrong, words) => {
  expect(() => manifestText([wrong], { url: null })).toThrow(
    expect.objectContaining({ code: 'usage', userMessage: expect.stringContaining(words) as string }),
  )
})

test('more commands than Slack takes are refused', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ ...analysis, command: `/review-${index}` }))
  expect(() => manifestText(many, { url: null })).toThrow('a manifest that Slack would refuse')
})
