import { startProduct } from './product';

/** Starts the product once for all tests. */
export default startProduct;
