/** Tests over everything, as its users meet it. */
@NullMarked
package io.chatdata.e2e;

import org.jspecify.annotations.NullMarked;
