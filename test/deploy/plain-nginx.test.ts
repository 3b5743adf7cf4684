/** An nginx without settings for WebSockets: pages connect all the same, and the proxy does not buffer frames. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { event, html, LiveView, pushToView } from 'overwire'
import { openWindow } from 'overwire/testing'
import { openTab, serve } from '../browser/browser.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'overwire-nginx-'))
let nginx: ChildProcess | undefined

after(() => {
  // It takes its worker processes along.
  nginx?.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

class Page extends LiveView {
  count = 0
  @event add() {
    this.count++
    return this.count
  }
  render() {
    return html`<h1>${this.count}</h1><button @click=${this.add}>Add</button>`
  }
}

/** @returns the address of an nginx in front of this port. */
async function startNginx(target: number): Promise<string> {
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  // All but the host as nginx has it by itself: HTTP/1.0 to the app, buffers, no upgrades.
  writeFileSync(
    join(folder, 'nginx.conf'),
    `events {}
     http {
       ${paths}
       access_log off;
       gzip on;
       gzip_types *;
       server {
         listen 127.0.0.1:${port};
         location / {
           proxy_pass http://127.0.0.1:${target};
           proxy_set_header host $http_host;
         }
       }
     }`,
  )
  const own = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;`
  const program = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', own]
  nginx = spawn('/usr/sbin/nginx', program, { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://localhost:${port}`
  await eventually(() =>
    fetch(`${url}/_overwire/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return url
}

test('behind an nginx that passes no upgrades pages work, and what is sent comes at once', async () => {
  const served = await serve((app) => app.live('/', Page))
  const url = await startNginx(served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await pushToView(Page, { state: { count: 7 } })
  await page.waitForSelector('h1:has-text("7")')
  assert.deepEqual(tab.frames, [])
  const window = await openWindow(url, '/', { transport: 'fallback' })
  assert.equal(await window.push('add'), 1)
  await window.close()
  await page.close()
  await eventually(() => served.app.counts.connected === 0)
})
