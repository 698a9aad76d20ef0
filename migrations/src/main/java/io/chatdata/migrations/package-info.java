/** The store's schema, its history, and the demo data. */
@NullMarked
package io.chatdata.migrations;

import org.jspecify.annotations.NullMarked;
