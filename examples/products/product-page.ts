import { LiveView, html } from 'overwire'
import { findProduct } from './database.ts'
import type { Product } from './database.ts'
import { inEuro } from './money.ts'

export class ProductPage extends LiveView {
  product!: Product

  /** Null, so that there is no product of this number, is a 404. */
  async getObject() {
    const product = await findProduct(Number(this.params.id) || 0)
    if (product) this.show(product)
    return product
  }

  show(product: Product) {
    const { name, price } = product
    this.product = product
    this.pageTitle = `${name} · Overwire examples`
    this.pageMeta = { description: `${name} for ${inEuro(price)}.`, 'og:title': name }
  }

  render() {
    const { id, name, category, material, price, left } = this.product
    const { request } = this
    return html`
      <article class="product">
        <p><a href=${request.href(`/products?category=${category}`)} live-navigate>${category}</a></p>
        <h3 tabindex="-1" autofocus>${name}</h3>
        <p class="product-price">${inEuro(price)}</p>
        <dl>
          <dt>Material</dt>
          <dd>${material}</dd>
          <dt>In stock</dt>
          <dd>${left > 0 ? left : 'Sold out'}</dd>
          <dt>Number</dt>
          <dd>${id}</dd>
        </dl>
        <a class="try" href=${request.href('/products')} live-navigate>All products</a>
      </article>
    `
  }
}
