import { overwire } from 'overwire/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [overwire()],
  build: { ssr: 'main.ts', outDir: 'built', target: 'node20' },
  test: { include: ['counter.check.ts'] },
} as never)
