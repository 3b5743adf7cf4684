/** Opens many windows, a few at a time, as visitors would arrive. */
import type { Driver, PageName, Window } from '../drivers/driver.ts'

const AT_ONCE = 8

export async function openWindows(
  driver: Driver,
  port: number,
  page: PageName,
  count: number,
): Promise<Window[]> {
  if (count === 0) return []
  // The first one fetches the visitor's cookie for all others.
  const windows = [await openWindow(driver, port, page)]
  let left = count - 1
  const opener = async (): Promise<void> => {
    while (left-- > 0) windows.push(await openWindow(driver, port, page))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, opener))
  return windows
}

async function openWindow(driver: Driver, port: number, page: PageName): Promise<Window> {
  const loaded = await driver.load(port, page)
  return loaded.join()
}
