/** Folders that are dropped: their files, each with its path in them, as a field for folders gives them. */

/** Files of one drop, and folders inside of one another: a view takes a thousand files at once. */
const MOST_FILES = 1000
const MOST_DEPTH = 20

/** Where dropped files stand in their folders. */
const paths = new WeakMap<File, string>()

/** The path of a file in the folder that was chosen; "" for one by itself. */
export function folderPathOf(file: File): string {
  return paths.get(file) ?? file.webkitRelativePath
}

/** All files of what was dropped; folders that can't be read have none. */
export async function filesInside(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const files: File[] = []
  for (const entry of entries) await collect(entry, files, 0)
  return files
}

async function collect(entry: FileSystemEntry, files: File[], depth: number): Promise<void> {
  if (files.length >= MOST_FILES || depth > MOST_DEPTH) return
  try {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      )
      if (depth > 0) paths.set(file, entry.fullPath.replace(/^\//, ''))
      files.push(file)
      return
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    // A reader gives some at a time, and none at the end.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      )
      if (some.length === 0) return
      for (const one of some) await collect(one, files, depth + 1)
    }
  } catch (error) {
    // It was removed meanwhile, or may not be read.
    console.warn(error)
  }
}
