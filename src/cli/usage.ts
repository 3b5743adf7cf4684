import { reaches } from './options.ts'

/** What `overwire help` says. */
export const usage: string = `overwire: begins projects, and has commands for apps in several processes

  overwire new my-app
      Begins a project: a view, a server, a test.
      --template NAME   minimal (three files, the default), or app (login, database, tests, Dockerfile)
      --host NAME       what serves it: node (the default), hono, express or fastify
      --example NAME    an example of the gallery in place of a template, such as chat
      --css NAME        plain (the default), or tailwind (Tailwind CSS, built by its command line)

  overwire generate view photo-board
      Writes a view and its test: photo-board.ts and photo-board.test.ts.
  overwire generate crud product name:string price:number active:boolean notes:text
      Writes a table (Drizzle), a page with list, search, pages and a form, and a test, and says which line to
      add to app.ts. A string must not be empty; a text has several lines.
  overwire generate auth
      Writes accounts: pages to log in, sign up and log out, hashed passwords, and a test.
      --folder NAME     where (default: here)

  overwire dev server.ts
      Runs a server, and starts it anew when a file changes; open pages keep their state. Changed stylesheets
      (.css) are swapped in open pages. Each request, event and call is a line in the terminal.
      --quiet           without these lines
      --watcher COMMAND runs beside the server and ends with it, such as what builds stylesheets

  overwire routes server.ts
      Lists what the app answers: paths, views, events, guards, and where they are registered.
  overwire check server.ts
      Names what should not go to production as it is, and queries in loops (N+1); ends with status 1 for a problem.
      Both take the module that exports the app, or the one that calls listen(app): its server is not started.
  overwire doctor
      Says whether this machine and the project in this folder can run Overwire.

  overwire worker --queues slow,fast app.ts
      Runs the tasks of these queues. The module exports the app: export const app = createApp({ … }).
      --concurrency N   how many tasks of each queue at once (default 4)
      --grace MS        how long running tasks may take when it is told to stop (default 10000)

  overwire push Dashboard --state '{"visitors":42}'
      Changes all open instances of a view.
      --handler NAME --payload JSON   calls a method of theirs

  overwire trigger report.build --to server --args '{"id":7}'
      Triggers a signal. --to may stand several times: server, broadcast, user:7, session:ID, room:ID,
      or the text of a topic.
      --countdown MS    waits so long (needs a queue)

  overwire flash info "Back in five minutes" --to broadcast
      Shows a message.

  overwire failed slow
      Lists the tasks of a queue whose last attempt failed.
  overwire retry slow ID
      Adds one of them again.

  overwire help, or --help behind a command
      Says all this, or what one command takes.
  overwire --version
      Says which version this is.

Where the app's processes meet:
  --redis URL   or the environment variable OVERWIRE_REDIS or REDIS_URL
  --nats URL    or OVERWIRE_NATS; tasks still need Redis
  --prefix P    of the channels and keys (default "overwire:" and "overwire")`

/**
 * The part of the help about one command; with where processes meet, for those that reach them.
 * @param command one that there is.
 */
export function usageOf(command: string): string {
  const [, ...parts] = usage.split(/\n(?=\n? {2}overwire )/)
  const [, common = ''] = usage.split(/\n\n(?=Where )/)
  const shared = reaches(command) ? [common] : []
  const own = parts
    .map((part) => part.split('\n\nWhere ')[0]!.trim())
    .filter((part) => /^overwire (\w+)/.exec(part)?.[1] === command)
  return [...own, ...shared].join('\n\n')
}
