/** The shop's 300 products: every thing of a category in each of its materials. */
const shelves: Record<string, { things: string; materials: string }> = {
  Garden: {
    things:
      'bench, bird bath, planter, lantern, trellis, stool, watering can, fire bowl, trough, sign',
    materials: 'Teak, Cedar, Zinc, Slate, Terracotta',
  },
  Kitchen: {
    things: 'bowl, teapot, chopping board, mug, plate, jug, spoon, pepper mill, fruit dish, tray',
    materials: 'Stoneware, Olive wood, Enamel, Copper, Glass',
  },
  Lighting: {
    things:
      'desk lamp, floor lamp, wall light, pendant, night light, candlestick, reading lamp, chandelier, spot, table lamp',
    materials: 'Brass, Opal glass, Rattan, Concrete, Steel',
  },
  Office: {
    things:
      'pen tray, bookend, letter rack, paperweight, card box, desk, chair, shelf, file box, clock',
    materials: 'Walnut, Ash, Leather, Aluminium, Felt',
  },
  Storage: {
    things: 'basket, chest, crate, wall hook, coat rack, drawer, shoe rack, cupboard, box, rail',
    materials: 'Willow, Oak, Pine, Wire, Bamboo',
  },
  Textiles: {
    things:
      'throw, cushion, curtain, tablecloth, rug, apron, towel, bed cover, napkin set, wall hanging',
    materials: 'Linen, Cotton, Wool, Jute, Hemp',
  },
}

export const categories = Object.keys(shelves)

export function stock() {
  return categories.flatMap((category, c) => {
    const { things, materials } = shelves[category]!
    return things.split(', ').flatMap((thing, t) =>
      materials.split(', ').map((material, m) => ({
        name: `${material} ${thing}`,
        category,
        material,
        price: 900 + ((t * 37 + m * 23 + c * 11) % 60) * 350,
        left: (t * 5 + m * 7 + c * 3) % 19,
      })),
    )
  })
}
