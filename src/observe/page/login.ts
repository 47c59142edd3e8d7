import { html } from 'hono/html'
import { shell } from './layout.ts'
import type { Html } from './table.ts'

/** Where a browser says the token. */
export function loginPage(problem: string | null): Html {
  return shell({
    title: 'Log in',
    head: '',
    body: html`<div class="door">
      <main>
        <h1>How Paralegal runs</h1>
        <p>
          For whoever operates it: tasks, queue, costs and failures. No documents and no answers are shown.
        </p>
        ${problem === null ? '' : html`<p role="alert">${problem}</p>`}
        <form method="post" action="/operator/login">
          <input name="username" value="operator" autocomplete="username" hidden readonly /><label for="token"
            >Operator’s token</label
          >
          <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
          <button>Log in</button>
        </form>
      </main>
    </div>`,
  })
}

export function problemPage(words: string): Html {
  return shell({
    title: 'Not shown',
    head: '',
    body: html`<div class="door">
      <main>
        <h1>Not shown</h1>
        <p role="alert">${words}</p>
        <p><a href="/operator">To the overview</a></p>
      </main>
    </div>`,
  })
}
