import { defineConfig } from 'vitest/config'

// Vitest's reporter uses it; Node has it from version 21.
const maps = Map as { groupBy?<K, T>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> }
maps.groupBy ??= (items, key) => {
  const groups = new Map()
  for (const item of items) {
    const group = key(item)
    groups.set(group, [...(groups.get(group) ?? []), item])
  }
  return groups
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/conformance/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'tests/browser/setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
