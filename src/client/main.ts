/** The script that served pages load. */
import { start } from './start.ts'

start()
