/** What reads pages and posts their forms, as a browser does without a script. */
import assert from 'node:assert/strict'

/** A browser without a script: it has cookies, reads pages and posts their forms. */
export class Reader {
  readonly url: string
  html = ''
  path = ''
  #cookie = ''

  constructor(url: string) {
    this.url = url
  }

  async get(path: string): Promise<this> {
    return this.#load(path, {})
  }

  /** Posts the form or button whose event begins with this text. */
  async post(event: string, fields: Record<string, string> = {}): Promise<this> {
    const unescape = (text: string): string =>
      text.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&#39;', "'")
    const values = [...this.html.matchAll(/form="overwire-post-[\w-]+" name="_event:([^"]*)"/g)]
    const button = values
      .map(([, value]) => unescape(value!))
      .find((value) => value.startsWith(event))
    const actions = [...this.html.matchAll(/ action="([^"]*)"/g)].map(([, value]) =>
      unescape(value!),
    )
    const action = button
      ? /id="overwire-post-[\w-]+" method="post" action="([^"]*)"/.exec(this.html)![1]!
      : actions.find((one) => decodeURIComponent(one.split('_event=')[1] ?? '').startsWith(event))
    assert.ok(action, `no form or button for ${event} in ${this.html}`)
    const body = new URLSearchParams(button ? { [`_event:${button}`]: '' } : fields)
    return this.#load(unescape(action), { method: 'POST', body })
  }

  async #load(path: string, init: RequestInit): Promise<this> {
    const response = await fetch(this.url + path, {
      ...init,
      headers: { cookie: this.#cookie },
      redirect: 'manual',
    })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.#cookie = set.split(';')[0]!
    if (response.status === 303) return this.#load(response.headers.get('location')!, {})
    this.path = path
    this.html = (await response.text()).replaceAll('<!>', '')
    assert.equal(response.status, 200, this.html)
    return this
  }
}
