/** The benchmark of the built product: {@code ./chatdata bench}. */
@NullMarked
package io.chatdata.e2e.bench;

import org.jspecify.annotations.NullMarked;
