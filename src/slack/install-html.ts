/** The page with the button that leads to Slack. */
export function installPage(url: string): string {
  return page('Install Paralegal', [
    '<p>Paralegal reads the contracts that you share with it in Slack and answers with findings, each with a quote that was checked against its page.</p>',
    `<p><a class="button" href="${escapeHtml(url)}">Add to Slack</a></p>`,
    '<p class="small">Slack shows what it may do before anything happens.</p>',
  ])
}

export function successPage(team: string | null): string {
  return page('Installed', [
    `<p>Paralegal is in <strong>${escapeHtml(team ?? 'your workspace')}</strong> now.</p>`,
    '<p>Invite it to a channel with <code>/invite @Paralegal</code> and drop a contract there.</p>',
    '<p class="small">You can close this page.</p>',
  ])
}

export function failurePage(code: string, installPath: string): string {
  return page('Not installed', [
    `<p>${escapeHtml(reasons[code] ?? 'Slack or this server could not finish the installation. Please try again.')}</p>`,
    `<p><a class="button" href="${installPath}">Try again</a></p>`,
    `<p class="small">For the operator: ${escapeHtml(code)}. The log has more.</p>`,
  ])
}

// Codes of @slack/oauth, and our own.
const reasons: Record<string, string> = {
  slack_oauth_invalid_state: 'This link was opened in another browser, or it is too old. Please start again.',
  slack_oauth_missing_state: 'This link is not complete. Please start again.',
  slack_oauth_missing_code: 'This link is not complete. Please start again.',
  slack_oauth_installer_authorization_error: 'The installation was cancelled in Slack. Nothing was changed.',
  slack_not_installed:
    'Paralegal is installed in one workspace at a time, not in a whole organisation. Please choose a workspace.',
}

function page(title: string, body: string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --ground: #eef1f5; --accent: #1f3a5f; --on-accent: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8ebf0; --paper: #1e232b; --ground: #14181e; --accent: #8fb4e3; --on-accent: #10161f }
  }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
    font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 26rem; margin: 1rem; padding: 2rem 2.5rem; background: var(--paper); border-radius: 12px;
    box-shadow: 0 2px 16px #0002 }
  h1 { margin: 0 0 1rem; font-size: 1.5rem }
  .button { display: inline-block; padding: .6rem 1.4rem; border-radius: 8px; background: var(--accent); color: var(--on-accent);
    font-weight: 600; text-decoration: none }
  .button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
  .small { font-size: .85rem; opacity: .8 }
</style>
<main>
<h1>${title}</h1>
${body.join('\n')}
</main>
</html>
`
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}
