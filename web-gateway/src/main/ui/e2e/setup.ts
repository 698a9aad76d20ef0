import { startProduct } from './product';

/** Starts the product once for all tests, which find it in CHATDATA_URL. */
export default async function setup(): Promise<() => Promise<void>> {
  const product = await startProduct();
  process.env['CHATDATA_URL'] = product.url;
  process.env['PROVIDER_URL'] = product.providerUrl;
  return () => product.stop();
}
